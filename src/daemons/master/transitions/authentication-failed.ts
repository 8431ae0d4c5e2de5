import { subscribeWaiting } from '../frameworks/subscribe-from.ts'
import type { Transition } from './transition.ts'

/** What waited for it hears whether it may go on without. */
export const authenticationFailed: Transition<'authentication-failed'> = (state, { pid }, now) =>
  subscribeWaiting(state, pid, now)
