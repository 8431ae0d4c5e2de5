import type { Resource } from '../../mesos/messages/resource.ts'
import type { TaskInfo } from '../../mesos/messages/task.ts'
import { checkDefinitions } from './checks/definition.ts'

const longestId = 255

/** Ids become names of folders, so that they are looked at here again although the leader has done so (api-v1.md 10). */
export const validateId = (what: string, id: string): string | undefined => {
  if (id === '') return `the ${what} is empty`
  if (new TextEncoder().encode(id).length > longestId) return `the ${what} is longer than ${longestId} bytes`
  if (id === '.' || id === '..') return `the ${what} '${id}' is disallowed`
  if (/[\x00-\x1f\x7f/\\]/.test(id)) return `the ${what} ${JSON.stringify(id)} holds a disallowed character`
  return undefined
}

/** The first thing wrong with a launch, or nothing. */
export const validateLaunch = (frameworkId: string, task: TaskInfo, agentId: string | undefined): string | undefined =>
  validateId('framework id', frameworkId) ??
  validateId('task id', task.task_id.value) ??
  (task.executor ? validateId('executor id', task.executor.executor_id.value) : undefined) ??
  (task.agent_id.value === agentId ? undefined : `the task is for agent ${task.agent_id.value}, we are ${agentId}`) ??
  amountProblem([...(task.resources ?? []), ...(task.executor?.resources ?? [])]) ??
  commandProblem(task) ??
  (task.executor && task.executor.type !== 'DEFAULT' && task.executor.command === undefined
    ? 'the executor has no command'
    : undefined) ??
  emptyCommand(task) ??
  checkProblem(task)

/** Beyond that no kernel counts, and doubles no more by ones. */
const most = 2 ** 53

/** Amounts become limits in the kernel: whatever the leader has let through, it is a number of at least 0. */
export const amountProblem = (resources: readonly Resource[]): string | undefined => {
  const odd = resources.find(({ scalar }) => scalar !== undefined && !(scalar.value >= 0 && scalar.value <= most))
  return odd && `${odd.scalar!.value} is no amount of ${odd.name}`
}

/** The default executor, which we are, needs a command to run. */
const commandProblem = ({ executor, command }: TaskInfo): string | undefined => {
  if (executor?.type === 'DEFAULT') {
    return command === undefined ? 'a task for the default executor has no command' : undefined
  }
  return (executor === undefined) === (command === undefined)
    ? 'a task has exactly one of a command and an executor'
    : undefined
}

/** Of tasks that we look at ourselves; a custom executor sees to its own. */
const checkProblem = (task: TaskInfo): string | undefined => {
  const definitions = task.executor === undefined ? checkDefinitions(task) : []
  return typeof definitions === 'string' ? definitions : undefined
}

const emptyCommand = ({ command, container, executor }: TaskInfo): string | undefined => {
  // What the image says is known when it is here: docker/runtime refuses what makes no command then.
  if ((executor ? executor.container : container)?.mesos?.image) return undefined
  const given = executor?.command ?? command
  if (given === undefined || (given.value !== undefined && given.value !== '')) return undefined
  return 'the command has no value, and there is no image to give one'
}
