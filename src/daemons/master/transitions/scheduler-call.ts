import type { Call } from '../../../mesos/messages/scheduler.ts'
import type { Effect } from '../effects.ts'
import type { Event, EventOf } from '../events.ts'
import { eventOf } from '../frameworks/call-event.ts'
import { callMetrics, invalidCallMetrics } from '../frameworks/call-metric.ts'
import { sendAway } from '../frameworks/greet.ts'
import { isFrom } from '../frameworks/is-from.ts'
import { subscribeFrom } from '../frameworks/subscribe-from.ts'
import { warning } from '../log.ts'
import type { Framework, MasterState } from '../state.ts'
import { validateCall } from '../validation/call.ts'
import { frameworkCalls } from './framework-calls.ts'
import type { Transition } from './transition.ts'

type SchedulerCall = EventOf<'scheduler-call'>

/** What an old-style framework asks for. There is no answer: a call that is no good is dropped. */
export const schedulerCall: Transition<'scheduler-call'> = (state, event, now) => {
  const { from, call } = event
  const invalid = validateCall(call)
  if (invalid !== undefined) return dropped(event, invalid)
  if (call.type === 'SUBSCRIBE') return [...counted(call), ...subscribeFrom(state, from, call.subscribe!, now)]
  const framework = state.frameworks.get(call.framework_id!.value)
  if (framework === undefined) return dropped(event, 'its framework is unknown')
  const problem = problemOf(framework, event)
  if (problem !== undefined) return dropped(event, problem)
  if (!framework.connected && !event.evenDisconnected) {
    return [...sendAway({ kind: 'pid', pid: from }, 'Framework disconnected'), ...dropped(event, 'it is disconnected')]
  }
  return [...counted(call), ...carryOut(state, eventOf(framework.id, call), now)]
}

/** REQUEST is no event: the allocator has no use for it. */
const carryOut = (state: MasterState, event: Event | undefined, now: number): Effect[] =>
  event === undefined
    ? []
    : (frameworkCalls[event.kind as keyof typeof frameworkCalls] as Transition<any>)(state, event as any, now)

const problemOf = (framework: Framework, { from, call }: SchedulerCall): string | undefined => {
  if (!isFrom(framework, from)) return "it does not come from the framework's pid"
  return httpOnly.has(call.type!) ? 'old-style frameworks have no operation feedback' : undefined
}

const httpOnly: ReadonlySet<string> = new Set(['ACKNOWLEDGE_OPERATION_STATUS', 'RECONCILE_OPERATIONS'])

const counted = (call: Call): Effect[] => count(callMetrics(call))

const count = (metrics: readonly string[]): Effect[] => metrics.map(metric => ({ kind: 'count', metric }))

const dropped = ({ from, call }: SchedulerCall, why: string): Effect[] => [
  warning('a call is dropped', { type: call.type, from, framework: call.framework_id?.value, why }),
  ...count(invalidCallMetrics(call)),
]
