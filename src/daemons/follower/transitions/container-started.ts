import { heldStarted } from '../containers/life.ts'
import type { Effect } from '../effects.ts'
import { endPodIfIdle } from '../executors/pod/end-pod.ts'
import { podTaskStarted, startPodTasks } from '../executors/pod/start-tasks.ts'
import { taskRuns } from '../executors/task-runs.ts'
import { ownerOf } from '../state.ts'
import { runOf } from '../tasks.ts'
import type { Transition } from './transition.ts'

/**
 * The process is there, started now or found again after our own restart. A command task runs with that, a pod may start its tasks; a
 * custom executor has yet to say that it is ready.
 */
export const containerStarted: Transition<'container-started'> = (state, event, now) => {
  const { containerId, pid, startTime } = event
  const nested = state.containers.get(containerId)
  const holder = nested ?? ownerOf(state, containerId)?.executor
  if (holder && event.networkInfos) holder.networkInfos = event.networkInfos
  if (holder && event.cgroupInfo) holder.cgroupInfo = event.cgroupInfo
  if (nested?.task) return podTaskStarted(state, nested, event, now)
  if (nested) return heldStarted(nested, event)
  const owner = ownerOf(state, containerId)
  if (owner === undefined || owner.executor.process !== undefined) return []
  const { framework, executor } = owner
  executor.process = { pid, startTime }
  const checkpoint: Effect[] =
    framework.info.checkpoint === true && executor.forkedPid !== pid // a thousand were to be written again at each start
      ? [{ kind: 'checkpoint-process', run: runOf(framework, executor), pid, startTime }]
      : []
  if (executor.kind === 'custom') return checkpoint
  if (executor.state === 'registering') executor.state = 'running'
  if (executor.kind === 'command') {
    return [
      ...checkpoint,
      ...[...executor.tasks.values()].flatMap(held => taskRuns(state, framework, executor, held, now)),
    ]
  }
  return [...checkpoint, ...startPodTasks(state, framework, executor, now), ...endPodIfIdle(executor)]
}
