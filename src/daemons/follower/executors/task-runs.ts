import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { startChecks } from '../checks/running.ts'
import type { Effect } from '../effects.ts'
import type { Executor, FollowerState, FollowerTask, Framework } from '../state.ts'
import { containerOfTask, report } from '../tasks.ts'
import { resumeKill } from './kill-own-task.ts'

/** The process of a command task, or of one of a pod, is there: started now, or found again after our own restart. */
export const taskRuns = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  held: FollowerTask,
  now: number,
): Effect[] => {
  const container = containerOfTask(state, executor, held)
  if (isTerminal(held.task.state) || container?.process === undefined) return []
  if (held.killing !== undefined) return resumeKill(framework, container, held, now)
  const { containerId, process } = container
  const known = held.task.state === 'TASK_RUNNING'
  return [
    ...(known ? [] : report(state, framework, executor, held, { state: 'TASK_RUNNING' }, now)),
    ...completionDue(framework, held, now),
    ...startChecks(framework.id, held, { containerId, process }, state.random, now),
  ]
}

export const completionTimer = (frameworkId: string, taskId: string): string => `completion ${frameworkId}/${taskId}`

/** Its time counts from when it first ran. */
const completionDue = (framework: Framework, { info, task }: FollowerTask, now: number): Effect[] => {
  const most = info?.max_completion_time
  if (most === undefined || most.nanoseconds <= 0) return []
  const taskId = task.task_id.value
  const since = task.statuses?.find(({ state }) => state === 'TASK_RUNNING')?.timestamp ?? now / 1000
  return [
    {
      kind: 'timer',
      id: completionTimer(framework.id, taskId),
      after: Math.max(since * 1000 + most.nanoseconds / 1e6 - now, 0),
      then: { kind: 'max-completion-due', frameworkId: framework.id, taskId },
    },
  ]
}
