import type { Effect } from '../effects.ts'
import { shutIdle } from '../executors/executor-back.ts'
import { deliverQueued } from '../executors/launch-custom-task.ts'
import { findLive, sendAway } from '../executors/old-style/sender.ts'
import { registrationTimer } from '../executors/stop.ts'
import { tell } from '../executors/tell.ts'
import { runOf } from '../tasks.ts'
import { subscribed } from './executor-subscribed.ts'
import type { Transition } from './transition.ts'

/** An executor that speaks libprocess is ready (libprocess.md 6). */
export const registerExecutor: Transition<'register-executor'> = (state, { from, message }, now) => {
  const found = findLive(state, message)
  if (found === undefined || found.executor.state !== 'registering') return sendAway(from, message)
  const { framework, executor } = found
  executor.state = 'running'
  executor.returning = false
  executor.pid = from
  const checkpoint: Effect[] =
    framework.info.checkpoint === true
      ? [{ kind: 'checkpoint-executor-pid', run: runOf(framework, executor), pid: from }]
      : []
  return [
    { kind: 'cancel-timer', id: registrationTimer(executor.containerId) },
    { kind: 'link-executor', pid: from },
    ...checkpoint,
    ...(shutIdle(state, framework, executor, now) ?? [
      ...tell(state, framework, executor, subscribed(state, framework, executor)),
      ...deliverQueued(state, framework, executor, now),
    ]),
  ]
}
