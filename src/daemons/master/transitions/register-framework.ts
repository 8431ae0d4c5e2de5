import { sendAway } from '../frameworks/greet.ts'
import { subscribeFrom } from '../frameworks/subscribe-from.ts'
import type { Transition } from './transition.ts'

/** As drivers of before the scheduler API say it. */
export const registerFramework: Transition<'register-framework'> = (state, { from, message }, now) => [
  { kind: 'count', metric: 'master/messages_register_framework' },
  ...(message.framework.id?.value
    ? sendAway({ kind: 'pid', pid: from }, 'a framework that registers cannot have an id yet')
    : subscribeFrom(state, from, { framework_info: message.framework }, now)),
]
