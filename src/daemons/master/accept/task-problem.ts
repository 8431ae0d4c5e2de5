import type { ExecutorInfo, TaskInfo } from '../../../mesos/messages/task.ts'
import { nonShared } from '../../../mesos/resources/index.ts'
import { may, principalOf } from '../may.ts'
import { type TaskContext, validateTask } from '../validation/task.ts'
import { validateTaskGroup } from '../validation/task-group.ts'
import type { Round } from './run-operation.ts'

/** Why the task can't run here; undefined: it can. Resources are prepared (prepare.ts). Shared ones may be used again. */
export const taskProblem = (round: Round, task: TaskInfo): string | undefined =>
  validateTask(task, { ...contextOf(round), offered: [...nonShared(round.remaining), ...round.shared] })

/** Why none of the group can run. */
export const groupProblem = (round: Round, executor: ExecutorInfo, tasks: TaskInfo[]): string | undefined =>
  validateTaskGroup({ tasks }, executor, contextOf(round))

/** Whether the framework may run it, as the user that it would run as. */
export const mayRun = ({ state, framework }: Round, task_info: TaskInfo, executor = task_info.executor): boolean => {
  const value = task_info.command?.user ?? executor?.command?.user ?? framework.info.user
  return may(state, 'RUN_TASK', principalOf(framework), { value, task_info, framework_info: framework.info })
}

export const NOT_AUTHORIZED = 'the framework is not authorized to run the task'

const contextOf = ({ framework, agent, remaining }: Round): TaskContext => ({
  frameworkId: framework.id,
  agentId: agent.id,
  agentCapabilities: agent.capabilities,
  isKnownTask: id => framework.tasks.has(id) || framework.unreachableTasks.has(id),
  runningExecutor: id => agent.executors.get(framework.id)?.get(id),
  tasksOf: id =>
    [...(agent.tasks.get(framework.id)?.values() ?? [])].filter(({ executor_id }) => executor_id?.value === id),
  offered: remaining,
})
