import type { Transition } from './transition.ts'

const longestWait = 60_000
/** What a wrong secret ends with: a supervisor's restart will not make it right, yet somebody may mend it meanwhile. */
const refusedExit = 1

/** A refusal ends the process, as in Mesos; anything else is tried again. */
export const authenticationFailed: Transition<'authentication-failed'> = (state, { pid, refused, message }) => {
  if (state.master?.pid !== pid || state.phase === 'terminating') return []
  if (refused)
    return [{ kind: 'exit', code: refusedExit, reason: `the leader ${pid} refused our credential: ${message}` }]
  state.registrationAttempts += 1
  const ceiling = Math.min(state.settings.registrationBackoff * 2 ** state.registrationAttempts, longestWait)
  const after = Math.floor(state.random.next() * ceiling)
  return [
    { kind: 'log', level: 'warning', message: `authenticating with ${pid} failed: ${message}` },
    { kind: 'timer', id: 'registration', after, then: { kind: 'authenticate-due' } },
  ]
}
