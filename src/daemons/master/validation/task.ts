import type { Resource } from '../../../mesos/messages/resource.ts'
import type { ExecutorInfo, Task, TaskInfo } from '../../../mesos/messages/task.ts'
import { contains, type Resources, sum } from '../../../mesos/resources/algebra.ts'
import { isRevocable } from '../../../mesos/resources/filters.ts'
import { formatResources } from '../../../mesos/resources/format.ts'
import { quantities } from '../../../mesos/resources/quantities.ts'
import { validateResources } from '../../../mesos/resources/validate.ts'
import { validateId } from '../../../mesos/roles.ts'
import { validateCheck, validateHealthCheck } from './check.ts'
import { validateCommand } from './command.ts'
import { sharesCgroups, validateContainer } from './container.ts'
import { validateCustomExecutor } from './executor.ts'
import { firstProblem, type Rule } from './rule.ts'

export interface TaskContext {
  readonly frameworkId: string
  readonly agentId: string
  readonly agentCapabilities: ReadonlySet<string>
  /** Of the framework, active or unreachable, or launched earlier in the same call. */
  readonly isKnownTask: (taskId: string) => boolean
  /** The executor of this id that runs on the agent for the framework. */
  readonly runningExecutor: (executorId: string) => ExecutorInfo | undefined
  /** Those that run under this executor on the agent for the framework. */
  readonly tasksOf: (executorId: string) => readonly Pick<Task, 'container'>[]
  /** What of the offers is left, in the form of the task's resources (post-refinement, with `allocation_info`). */
  readonly offered: Resources
}

/** A task of LAUNCH; its resources and its executor's in post-refinement form. facts/api-v1.md 10. */
export const validateTask = (task: TaskInfo, context: TaskContext): string | undefined =>
  firstProblem([...taskRules, ...alone], { task, context })

/** What holds for tasks of groups too. */
export const taskRules: readonly Rule<TaskSubject>[] = [
  ({ task }) => validateId(task.task_id.value),
  ({ task, context }) =>
    context.isKnownTask(task.task_id.value) ? `task id '${task.task_id.value}' is in use already` : undefined,
  ({ task, context }) =>
    task.agent_id.value === context.agentId
      ? undefined
      : `the task asks for agent ${task.agent_id.value}, the offer is of ${context.agentId}`,
  ({ task }) =>
    (task.kill_policy?.grace_period?.nanoseconds ?? 0) < 0 ? 'kill_policy.grace_period is negative' : undefined,
  ({ task }) => ((task.max_completion_time?.nanoseconds ?? 0) < 0 ? 'max_completion_time is negative' : undefined),
  ({ task }) => task.check && validateCheck(task.check),
  ({ task }) => task.health_check && validateHealthCheck(task.health_check),
  ({ task }) => ((task.resources?.length ?? 0) === 0 ? 'the task uses no resources' : undefined),
  ({ task }) => validateResources(task.resources ?? []),
  ({ task }) => mixProblem(task.resources ?? []),
  ({ task }) => task.command && validateCommand(task.command),
  ({ task }) => task.container && validateContainer(task.container),
  subject => limitsProblem(subject),
]

export interface TaskSubject {
  readonly task: TaskInfo
  readonly context: TaskContext
}

/** Not both revocable and firm of one name. */
export const mixProblem = (resources: Resources): string | undefined => {
  const mixed = resources.find(
    r => isRevocable(r) && resources.some(other => other.name === r.name && !isRevocable(other)),
  )
  return mixed && `${mixed.name} is both revocable and not`
}

const alone: readonly Rule<TaskSubject>[] = [
  ({ task }) =>
    (task.executor === undefined) === (task.command === undefined)
      ? 'a task has either a command or an executor'
      : undefined,
  ({ task: { executor }, context }) =>
    executor &&
    validateCustomExecutor(executor, { frameworkId: context.frameworkId, running: runningOf(executor, context) }),
  ({ task }) => mixProblem([...(task.resources ?? []), ...(task.executor?.resources ?? [])]),
  ({ task }) => overlapProblem(task.resources ?? [], task.executor?.resources ?? []),
  ({ task, context }) => {
    const wanted = sum([task.resources ?? [], executorNeeds(task, context)])
    if (contains(context.offered, wanted)) return undefined
    return `the task needs ${formatResources(wanted)}, which is not in ${formatResources(context.offered)}`
  },
  ({ task }) => (sharesCgroups(task.container) ? undefined : 'only a task of a group can have cgroups of its own'),
]

const runningOf = (executor: ExecutorInfo, context: TaskContext) => context.runningExecutor(executor.executor_id.value)

/** An executor that runs already needs nothing more. */
const executorNeeds = ({ executor }: TaskInfo, context: TaskContext): readonly Resource[] =>
  executor && !runningOf(executor, context) ? (executor.resources ?? []) : []

/** Ports or items that both want. */
const overlapProblem = (task: Resources, executor: Resources): string | undefined => {
  const both = task.find(a => executor.some(b => a.name === b.name && overlap(a, b)))
  return both && `task and executor want the same ${both.name}`
}

const overlap = (a: Resource, b: Resource): boolean =>
  (a.ranges?.range ?? []).some(x => b.ranges?.range?.some(y => x.begin <= y.end && y.begin <= x.end)) ||
  (a.set?.item ?? []).some(item => b.set?.item?.includes(item))

/** Limits are for cpus and mem, and never below what is asked for. Infinity is a limit. */
const limitsProblem = ({ task, context }: TaskSubject): string | undefined => {
  const limits = Object.entries(task.limits ?? {})
  if (limits.length === 0) return undefined
  if (!context.agentCapabilities.has('TASK_RESOURCE_LIMITS')) return 'the agent cannot enforce limits'
  const asked = quantities(task.resources ?? [])
  for (const [name, { value }] of limits) {
    if (name !== 'cpus' && name !== 'mem') return `${name} cannot have a limit`
    if (asked[name] === undefined) return `the task limits its ${name} without asking for any`
    if (!(value >= (asked[name] ?? 0))) return `the limit of ${name} is below what the task asks for`
  }
  return undefined
}
