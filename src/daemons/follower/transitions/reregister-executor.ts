import { killForDrain } from '../draining/kill-for-drain.ts'
import type { Effect } from '../effects.ts'
import { reconcile, shutIdle } from '../executors/executor-back.ts'
import { deliverQueued } from '../executors/launch-custom-task.ts'
import { reconnectTimer } from '../executors/old-style/reconnect.ts'
import { findLive, sendAway } from '../executors/old-style/sender.ts'
import { registrationTimer } from '../executors/stop.ts'
import { runOf } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** It was asked to come back after our restart, and does. Asked twice it may answer twice: the second is ignored. */
export const reregisterExecutor: Transition<'reregister-executor'> = (state, { from, message }, now) => {
  const found = findLive(state, message)
  if (found === undefined) return sendAway(from, message)
  const { framework, executor } = found
  if (executor.state !== 'registering') {
    const asked = state.settings.executorReregistrationRetryInterval !== undefined
    return asked && executor.pid === from ? [] : sendAway(from, message)
  }
  executor.state = 'running'
  executor.returning = false
  executor.pid = from
  const agent_id = { value: state.info.id?.value ?? '' }
  const checkpoint: Effect[] =
    framework.info.checkpoint === true
      ? [{ kind: 'checkpoint-executor-pid', run: runOf(framework, executor), pid: from }]
      : []
  return [
    { kind: 'cancel-timer', id: registrationTimer(executor.containerId) },
    { kind: 'cancel-timer', id: reconnectTimer(executor.containerId) },
    { kind: 'link-executor', pid: from },
    ...checkpoint,
    { kind: 'send', to: from, name: 'ExecutorReregisteredMessage', body: { agent_id, agent_info: state.info } },
    ...reconcile(
      state,
      framework,
      executor,
      (message.updates ?? []).map(({ status, uuid }) => ({ ...status, ...(uuid === undefined ? {} : { uuid }) })),
      (message.tasks ?? []).map(({ task_id }) => task_id.value),
      now,
    ),
    ...(shutIdle(state, framework, executor, now) ?? deliverQueued(state, framework, executor, now)),
    ...(state.draining === undefined ? [] : killForDrain(state, framework, executor, now)),
  ]
}
