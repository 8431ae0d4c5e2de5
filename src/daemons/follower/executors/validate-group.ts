import type { ExecutorInfo, TaskInfo } from '../../../mesos/messages/task.ts'
import { checkDefinitions } from '../checks/definition.ts'
import { amountProblem, validateId } from '../validation.ts'

/** The first thing wrong with a task group, or nothing (api-v1.md 10): the leader has looked at it, too. */
export const validateGroup = (
  frameworkId: string,
  executor: ExecutorInfo,
  tasks: readonly TaskInfo[],
  agentId: string | undefined,
): string | undefined => {
  const ids = tasks.map(({ task_id }) => task_id.value)
  return (
    validateId('framework id', frameworkId) ??
    validateId('executor id', executor.executor_id.value) ??
    executorProblem(executor) ??
    amountProblem([executor, ...tasks].flatMap(({ resources = [] }) => resources)) ??
    (tasks.length === 0 ? 'the task group is empty' : undefined) ??
    (new Set(ids).size < ids.length ? 'two tasks of the group have the same id' : undefined) ??
    first(tasks, task => taskProblem(task, executor, agentId))
  )
}

const executorProblem = ({ type, command, container }: ExecutorInfo): string | undefined => {
  if (type !== 'DEFAULT') return command === undefined ? 'the executor has no command' : undefined
  if (command !== undefined) return 'the default executor has a command'
  if (container !== undefined && (container.type !== 'MESOS' || container.mesos?.image)) {
    return "the default executor's container is not of type MESOS, or has an image"
  }
  return undefined
}

const taskProblem = (task: TaskInfo, { type }: ExecutorInfo, agentId: string | undefined): string | undefined => {
  const problem = validateId('task id', task.task_id.value)
  if (problem !== undefined) return problem
  if (task.agent_id.value !== agentId) return `the task is for agent ${task.agent_id.value}, we are ${agentId}`
  if (task.container?.type === 'DOCKER') return 'a task of a group has a container of type DOCKER'
  if (type !== 'DEFAULT') return undefined
  const image = task.container?.mesos?.image
  if (!task.command?.value && image === undefined) return 'the command has no value, and there is no image to give one'
  const definitions = checkDefinitions(task)
  return typeof definitions === 'string' ? definitions : undefined
}

const first = <T>(all: readonly T[], problem: (one: T) => string | undefined): string | undefined => {
  for (const one of all) {
    const found = problem(one)
    if (found !== undefined) return found
  }
  return undefined
}
