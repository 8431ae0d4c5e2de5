import { killForDrain } from '../draining/kill-for-drain.ts'
import { reconcile, shutIdle } from '../executors/executor-back.ts'
import { deliverQueued } from '../executors/launch-custom-task.ts'
import { registrationTimer } from '../executors/stop.ts'
import { tell } from '../executors/tell.ts'
import { type Executor, type FollowerState, type Framework, findExecutor } from '../state.ts'
import { runOf } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** A custom executor is ready, for the first time or again after its connection or we were gone. The newest stream counts. */
export const executorSubscribed: Transition<'executor-subscribed'> = (state, event, now) => {
  const framework = state.frameworks.get(event.frameworkId)
  const executor = findExecutor(state, event.frameworkId, event.executorId)
  const { stream, call } = event
  const ended = executor === undefined || executor.gone || executor.state === 'terminating'
  if (framework === undefined || ended || framework.terminating || state.phase === 'terminating') {
    return [
      { kind: 'executor-event', stream, event: { type: 'SHUTDOWN' } },
      { kind: 'close-executor', stream },
    ]
  }
  const { stream: displaced, pid } = executor
  executor.stream = stream
  executor.pid = undefined
  executor.state = 'running'
  executor.returning = false
  return [
    ...(displaced === undefined ? [] : [{ kind: 'close-executor', stream: displaced } as const]),
    ...(pid === undefined ? [] : [{ kind: 'unlink-executor', pid } as const]),
    { kind: 'cancel-timer', id: registrationTimer(executor.containerId) },
    ...(framework.info.checkpoint === true
      ? [{ kind: 'checkpoint-http', run: runOf(framework, executor) } as const]
      : []),
    ...reconcile(
      state,
      framework,
      executor,
      (call.unacknowledged_updates ?? []).map(({ status }) => status),
      (call.unacknowledged_tasks ?? []).map(({ task_id }) => task_id.value),
      now,
    ),
    ...(shutIdle(state, framework, executor, now) ?? [
      ...tell(state, framework, executor, subscribed(state, framework, executor)),
      ...deliverQueued(state, framework, executor, now),
    ]),
    ...(state.draining === undefined ? [] : killForDrain(state, framework, executor, now)),
  ]
}

export const subscribed = (state: FollowerState, framework: Framework, executor: Executor) => ({
  type: 'SUBSCRIBED' as const,
  subscribed: {
    executor_info: executor.info,
    framework_info: framework.info,
    agent_info: state.info,
    container_id: { value: executor.containerId },
  },
})
