import type { Effect } from '../effects.ts'
import { resumeKill } from '../executors/stop.ts'
import { type Executor, type FollowerState, type FollowerTask, type Framework, isTerminal, ownerOf } from '../state.ts'
import { report, runOf } from '../tasks.ts'
import type { Transition } from './transition.ts'

/**
 * The process is there, started now or found again after our own restart. A command task runs with that; a custom executor has
 * yet to say that it is ready.
 */
export const containerStarted: Transition<'container-started'> = (state, { containerId, pid, startTime }, now) => {
  const owner = ownerOf(state, containerId)
  if (owner === undefined || owner.executor.process !== undefined) return []
  const { framework, executor } = owner
  executor.process = { pid, startTime }
  const checkpoint: Effect[] =
    framework.info.checkpoint === true
      ? [{ kind: 'checkpoint-process', run: runOf(framework, executor), pid, startTime }]
      : []
  if (executor.kind === 'custom') return checkpoint
  executor.state = 'running'
  return [
    ...checkpoint,
    ...[...executor.tasks.values()].flatMap(held => taskRuns(state, framework, executor, held, now)),
  ]
}

const taskRuns = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  held: FollowerTask,
  now: number,
): Effect[] => {
  if (isTerminal(held.task.state)) return []
  if (held.killing !== undefined) return resumeKill(framework, executor, held, now)
  const known = held.task.state === 'TASK_RUNNING'
  return [
    ...(known ? [] : report(state, framework, executor, held, { state: 'TASK_RUNNING' }, now)),
    ...completionTimer(framework, held, now),
  ]
}

/** Its time counts from when it first ran. */
const completionTimer = (framework: Framework, { info, task }: FollowerTask, now: number): Effect[] => {
  const most = info?.max_completion_time
  if (most === undefined) return []
  const taskId = task.task_id.value
  const since = task.statuses?.find(({ state }) => state === 'TASK_RUNNING')?.timestamp ?? now / 1000
  return [
    {
      kind: 'timer',
      id: `completion ${framework.id}/${taskId}`,
      after: Math.max(since * 1000 + most.nanoseconds / 1e6 - now, 0),
      then: { kind: 'max-completion-due', frameworkId: framework.id, taskId },
    },
  ]
}
