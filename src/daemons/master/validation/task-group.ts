import type { ExecutorInfo, TaskGroupInfo, TaskInfo } from '../../../mesos/messages/task.ts'
import { contains, sum } from '../../../mesos/resources/algebra.ts'
import { formatResources } from '../../../mesos/resources/format.ts'
import { sharesCgroups } from './container.ts'
import { isSameExecutor, validateGroupExecutor } from './executor.ts'
import { each, firstProblem, type Rule, repeated } from './rule.ts'
import { mixProblem, type TaskContext, type TaskSubject, taskRules } from './task.ts'

/** LAUNCH_GROUP: one bad task spoils all. facts/api-v1.md 10, master.md 7.1. */
export const validateTaskGroup = (
  group: TaskGroupInfo,
  executor: ExecutorInfo,
  context: TaskContext,
): string | undefined => firstProblem(groupRules, { tasks: group.tasks ?? [], executor, context })

interface Group {
  readonly tasks: readonly TaskInfo[]
  readonly executor: ExecutorInfo
  readonly context: TaskContext
}

const groupRules: readonly Rule<Group>[] = [
  ({ tasks }) => (tasks.length === 0 ? 'the task group is empty' : undefined),
  ({ tasks }) => {
    const id = repeated(tasks.map(({ task_id }) => task_id.value))
    return id === undefined ? undefined : `task id '${id}' is used twice in the group`
  },
  ({ executor, context }) =>
    validateGroupExecutor(executor, {
      frameworkId: context.frameworkId,
      running: context.runningExecutor(executor.executor_id.value),
    }),
  ({ tasks, executor }) =>
    each(tasks, task =>
      task.executor && !isSameExecutor(task.executor, executor)
        ? `task '${task.task_id.value}' names another executor than its group`
        : undefined,
    ),
  ({ tasks, context }) => {
    for (const task of tasks) {
      const problem = firstProblem([...taskRules, ...memberRules], { task, context })
      if (problem !== undefined) return `task '${task.task_id.value}': ${problem}`
    }
    return undefined
  },
  ({ tasks, executor }) => mixProblem(sum([...tasks.map(t => t.resources ?? []), executor.resources ?? []])),
  ({ tasks, executor, context }) => {
    const running = context.runningExecutor(executor.executor_id.value)
    const wanted = sum([...tasks.map(t => t.resources ?? []), running ? [] : (executor.resources ?? [])])
    if (contains(context.offered, wanted)) return undefined
    return `the group needs ${formatResources(wanted)}, which is not in ${formatResources(context.offered)}`
  },
  ({ tasks, executor, context }) => {
    const all = [...tasks, ...context.tasksOf(executor.executor_id.value)].map(t => sharesCgroups(t.container))
    return new Set(all).size > 1 ? 'all tasks of an executor share its cgroups, or none does' : undefined
  },
]

const memberRules: readonly Rule<TaskSubject>[] = [
  ({ task }) => (task.container?.type === 'DOCKER' ? 'a task of a group cannot be a Docker container' : undefined),
  ({ task }) =>
    task.container?.network_infos?.length && (task.health_check?.http || task.health_check?.tcp)
      ? 'HTTP and TCP health checks do not work with a network of its own'
      : undefined,
  ({ task }) =>
    Object.keys(task.limits ?? {}).length > 0 && sharesCgroups(task.container)
      ? 'limits need share_cgroups to be false'
      : undefined,
]
