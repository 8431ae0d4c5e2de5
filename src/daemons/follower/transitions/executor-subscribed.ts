import type { Effect } from '../effects.ts'
import type { EventOf } from '../events.ts'
import { takeExecutorUpdate } from '../executors/executor-update.ts'
import { deliverTask } from '../executors/launch-custom-task.ts'
import { registrationTimer } from '../executors/stop.ts'
import { type Executor, type FollowerState, type Framework, findExecutor } from '../state.ts'
import { report, runOf } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** A custom executor is ready, for the first time or again after its connection or we were gone. The newest stream counts. */
export const executorSubscribed: Transition<'executor-subscribed'> = (state, event, now) => {
  const framework = state.frameworks.get(event.frameworkId)
  const executor = findExecutor(state, event.frameworkId, event.executorId)
  if (framework === undefined || executor === undefined) return [{ kind: 'close-executor', stream: event.stream }]
  const { stream } = event
  if (executor.gone || executor.state === 'terminating') {
    return [{ kind: 'executor-event', stream, event: { type: 'SHUTDOWN' } }]
  }
  const displaced = executor.stream
  const first = executor.state === 'registering'
  executor.stream = stream
  executor.state = 'running'
  return [
    ...(displaced === undefined ? [] : [{ kind: 'close-executor', stream: displaced } as const]),
    { kind: 'cancel-timer', id: registrationTimer(executor.containerId) },
    ...(first && framework.info.checkpoint === true
      ? [{ kind: 'checkpoint-http', run: runOf(framework, executor) } as const]
      : []),
    { kind: 'executor-event', stream, event: subscribed(state, framework, executor) },
    ...reconcile(state, framework, executor, event, now),
    ...deliverQueued(framework, executor, stream),
  ]
}

const subscribed = (state: FollowerState, framework: Framework, executor: Executor) => ({
  type: 'SUBSCRIBED' as const,
  subscribed: {
    executor_info: executor.info,
    framework_info: framework.info,
    agent_info: state.info,
    container_id: { value: executor.containerId },
  },
})

/** Updates that we may have missed are taken now; tasks that the executor never got are lost on the way. */
const reconcile = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  { call }: EventOf<'executor-subscribed'>,
  now: number,
): Effect[] => {
  const updates = (call.unacknowledged_updates ?? []).flatMap(({ status }) =>
    takeExecutorUpdate(state, framework, executor, status, now),
  )
  const known = new Set((call.unacknowledged_tasks ?? []).map(({ task_id }) => task_id.value))
  const lost = [...executor.tasks.values()]
    .filter(({ task }) => task.state === 'TASK_STAGING' && !known.has(task.task_id.value))
    .flatMap(held => {
      const news = { state: 'TASK_LOST', source: 'SOURCE_AGENT', reason: 'REASON_AGENT_RESTARTED' } as const
      return report(state, framework, executor, held, { ...news, message: 'Task launched during agent restart' }, now)
    })
  return [...updates, ...lost]
}

const deliverQueued = (framework: Framework, executor: Executor, stream: number): Effect[] => {
  const queued = [...executor.queued.values()]
  executor.queued.clear()
  return queued.flatMap(task => deliverTask(framework, executor, stream, task))
}
