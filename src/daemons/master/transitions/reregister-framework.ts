import { sendAway } from '../frameworks/greet.ts'
import { subscribeFrom } from '../frameworks/subscribe-from.ts'
import type { Transition } from './transition.ts'

/** `failover`: another scheduler takes the framework over. */
export const reregisterFramework: Transition<'reregister-framework'> = (state, { from, message }, now) => [
  { kind: 'count', metric: 'master/messages_reregister_framework' },
  ...(message.framework.id?.value
    ? subscribeFrom(state, from, { framework_info: message.framework, force: message.failover }, now)
    : sendAway({ kind: 'pid', pid: from }, 'a framework that re-registers must have an id')),
]
