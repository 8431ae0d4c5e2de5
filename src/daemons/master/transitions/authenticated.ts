import { subscribeWaiting } from '../frameworks/subscribe-from.ts'
import { info } from '../log.ts'
import type { Transition } from './transition.ts'

/** Known as long as it is there: the end of the link takes it back. */
export const authenticated: Transition<'authenticated'> = (state, { pid, principal }, now) => {
  state.authenticated.set(pid, principal)
  return [info('a peer authenticated', { pid, principal }), { kind: 'link', pid }, ...subscribeWaiting(state, pid, now)]
}
