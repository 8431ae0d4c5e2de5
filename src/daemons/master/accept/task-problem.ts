import type { ExecutorInfo, TaskInfo } from '../../../mesos/messages/task.ts'
import { add, contains, formatResources, type Resources, sum } from '../../../mesos/resources/index.ts'
import { sameMessage } from '../resources.ts'
import type { Round } from './run-operation.ts'

/** Why the task can't run here; undefined: it can. Resources are prepared (prepare.ts). */
export const taskProblem = (round: Round, task: TaskInfo): string | undefined =>
  identityProblem(round, task) ??
  (task.executor && executorProblem(round, task.executor)) ??
  sizeProblem(round, add(task.resources ?? [], newExecutorResources(round, task.executor)), 'task and its executor is')

/** Why none of the group can run. */
export const groupProblem = (round: Round, executor: ExecutorInfo, tasks: readonly TaskInfo[]): string | undefined => {
  if (tasks.length === 0) return 'Task group cannot be empty'
  const ids = new Set(tasks.map(({ task_id }) => task_id.value))
  if (ids.size < tasks.length) return 'Task group has two tasks of the same id'
  for (const task of tasks) {
    const problem = identityProblem(round, task)
    if (problem !== undefined) return `Task '${task.task_id.value}' is invalid: ${problem}`
  }
  const needed = sum([newExecutorResources(round, executor), ...tasks.map(({ resources = [] }) => resources)])
  return executorProblem(round, executor) ?? sizeProblem(round, needed, 'task group and its executor are')
}

const identityProblem = ({ framework, agent }: Round, { task_id, agent_id }: TaskInfo): string | undefined => {
  const id = task_id.value
  if (agent_id.value !== agent.id)
    return `Task uses invalid agent ${agent_id.value} while agent ${agent.id} is expected`
  if (framework.tasks.has(id) || framework.unreachableTasks.has(id)) return `Task has duplicate ID: ${id}`
  return undefined
}

const executorProblem = ({ framework, agent }: Round, executor: ExecutorInfo): string | undefined => {
  const owner = executor.framework_id?.value
  if (owner !== undefined && owner !== framework.id) return `ExecutorInfo has an invalid FrameworkID (${owner})`
  const known = agent.executors.get(framework.id)?.get(executor.executor_id.value)
  const same =
    known === undefined || sameMessage({ ...known, framework_id: undefined }, { ...executor, framework_id: undefined })
  return same ? undefined : `ExecutorInfo is not compatible with existing ExecutorInfo of the same ID`
}

const newExecutorResources = ({ framework, agent }: Round, executor: ExecutorInfo | undefined): Resources => {
  const known = executor && agent.executors.get(framework.id)?.has(executor.executor_id.value)
  return known ? [] : (executor?.resources ?? [])
}

const sizeProblem = ({ remaining }: Round, needed: Resources, whose: string): string | undefined =>
  contains(remaining, needed)
    ? undefined
    : `Total resources ${formatResources(needed)} required by ${whose} more than available ${formatResources(remaining)}`
