import { authenticateLater } from '../authentication.ts'
import type { Transition } from './transition.ts'

/** What a wrong secret ends with: a supervisor's restart will not make it right, yet somebody may mend it meanwhile. */
const refusedExit = 1

/** A refusal ends the process, as in Mesos; anything else is tried again. */
export const authenticationFailed: Transition<'authentication-failed'> = (state, { pid, refused, message }) => {
  if (state.master?.pid !== pid || state.phase !== 'disconnected') return []
  if (refused)
    return [{ kind: 'exit', code: refusedExit, reason: `the leader ${pid} refused our credential: ${message}` }]
  return [
    { kind: 'log', level: 'warning', message: `authenticating with ${pid} failed: ${message}` },
    authenticateLater(state),
  ]
}
