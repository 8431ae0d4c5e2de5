import type { Effect } from './effects.ts'
import { backedOff, longestWait, reach } from './registration.ts'
import type { FollowerState } from './state.ts'

/** Proves who we are; the attempt may take longer each time. */
export const authenticate = (state: FollowerState): Effect[] => {
  if (state.master === undefined) return []
  const { pid } = state.master
  const { backoff, timeoutMin, timeoutMax } = state.settings.authentication
  const patience = backedOff(state, backoff, timeoutMax - timeoutMin)
  const timeout = timeoutMin + Math.floor(state.random.next() * patience)
  const effects: Effect[] = [...reach(state, pid), { kind: 'authenticate', pid, timeout }]
  state.registrationAttempts += 1
  return effects
}

/** And again after a random wait. */
export const authenticateLater = (state: FollowerState): Effect => {
  const after = Math.floor(state.random.next() * backedOff(state, state.settings.authentication.backoff, longestWait))
  return { kind: 'timer', id: 'registration', after, then: { kind: 'authenticate-due' } }
}
