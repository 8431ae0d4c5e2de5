import { beginRegistration, masterPid } from '../registration.ts'
import type { Transition } from './transition.ts'

/** A new leader, the same one again, or none. Tasks go on in any case. */
export const masterDetected: Transition<'master-detected'> = (state, { master }) => {
  if (state.phase === 'terminating' || state.phase === 'recovering') return []
  state.phase = 'disconnected'
  if (master === undefined) {
    state.master = undefined
    return [
      { kind: 'cancel-timer', id: 'registration' },
      { kind: 'cancel-timer', id: 'ping' },
      { kind: 'log', level: 'warning', message: 'no leader is known' },
    ]
  }
  const pid = masterPid(master)
  state.master = { info: master, pid }
  return [
    { kind: 'log', level: 'info', message: `the leader is ${pid}` },
    { kind: 'cancel-timer', id: 'ping' },
    { kind: 'link', pid },
    ...beginRegistration(state),
  ]
}
