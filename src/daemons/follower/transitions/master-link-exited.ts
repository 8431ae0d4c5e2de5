import { beginRegistration } from '../registration.ts'
import type { Transition } from './transition.ts'

/** The leader's process, host or network went away. Who comes next may be the same leader, restarted, that knows nothing of us. */
export const masterLinkExited: Transition<'master-link-exited'> = (state, { pid }) => {
  if (state.master?.pid !== pid || state.phase === 'terminating') return []
  const first = state.phase === 'running'
  state.phase = 'disconnected'
  if (!first) return []
  return [
    { kind: 'log', level: 'warning', message: `the connection to the leader ${pid} is lost` },
    { kind: 'cancel-timer', id: 'ping' },
    ...beginRegistration(state),
  ]
}
