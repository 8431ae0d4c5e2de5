import { beginEnd } from '../ending.ts'
import { ignored, isFromMaster } from '../registration.ts'
import type { Transition } from './transition.ts'

/** The leader will not have us as who we are. All tasks end, and the next start registers as a new agent. */
export const shutdown: Transition<'shutdown'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a shutdown', from)
  return beginEnd(state, `the leader ${from} told us to shut down${message.message ? `: ${message.message}` : ''}`, now)
}
