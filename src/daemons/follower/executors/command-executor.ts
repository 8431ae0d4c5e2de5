import type { ExecutorInfo, TaskInfo } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import type { ContainerResources } from '../containerizer/launch-spec.ts'
import type { Effect } from '../effects.ts'
import { resourceRole, scalar } from '../resources/totals.ts'
import type { Executor } from '../state.ts'

/** What an executor costs on top of its task: added to the container, unseen by the leader (containerizer.md 11). */
const overheadCpus = 0.1
const overheadMem = 32

/** The executor that a command task has by name only: we are it. */
export const commandExecutorInfo = (task: TaskInfo, frameworkId: string): ExecutorInfo => {
  const allocation = resourceRole(task.resources ?? [])
  const allocation_info = allocation === undefined ? {} : { allocation_info: { role: allocation } }
  return {
    executor_id: { value: task.task_id.value },
    framework_id: { value: frameworkId },
    ...(task.command === undefined ? {} : { command: task.command }),
    ...(task.container === undefined ? {} : { container: task.container }),
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: overheadCpus }, ...allocation_info },
      { name: 'mem', type: 'SCALAR', scalar: { value: overheadMem }, ...allocation_info },
    ],
    name: `Command Executor (Task: ${task.task_id.value}) (Command: ${shown(task)})`,
    source: task.task_id.value,
  }
}

const shown = ({ command }: TaskInfo): string => {
  const value = command?.value ?? ''
  if (command?.shell === false) return `[${[value, ...(command.arguments ?? []).slice(1)].join(', ').slice(0, 60)}]`
  return `sh -c '${value.length > 15 ? `${value.slice(0, 12)}...` : value}'`
}

/** What a container may use: its executor's and its tasks'. */
export const containerResources = (
  info: ExecutorInfo,
  tasks: readonly Pick<TaskInfo, 'resources' | 'limits'>[],
): ContainerResources => {
  const all = [...(info.resources ?? []), ...tasks.flatMap(task => task.resources ?? [])]
  return {
    cpus: scalar(all, 'cpus'),
    mem: scalar(all, 'mem'),
    revocableCpus: all.some(({ name, revocable }) => name === 'cpus' && revocable !== undefined),
    ...limitsOf(info, tasks),
    all,
  }
}

/** Whoever has no limit of its own counts with what it asked for; a limit of nobody is none. */
const limitsOf = (
  info: ExecutorInfo,
  tasks: readonly Pick<TaskInfo, 'resources' | 'limits'>[],
): Pick<ContainerResources, 'limits'> => {
  const sum = (name: 'cpus' | 'mem') =>
    tasks.some(({ limits }) => limits?.[name])
      ? {
          [name]: tasks.reduce(
            (total, { limits, resources }) => total + (limits?.[name]?.value ?? scalar(resources ?? [], name)),
            scalar(info.resources ?? [], name),
          ),
        }
      : {}
  const limits = { ...sum('cpus'), ...sum('mem') }
  return Object.keys(limits).length === 0 ? {} : { limits }
}

/** Its tasks that run, and its own needs. */
export const updateContainer = ({ containerId, info, tasks }: Executor): Effect => ({
  kind: 'update-container',
  containerId,
  resources: containerResources(
    info,
    [...tasks.values()].flatMap(({ task }) => (isTerminal(task.state) ? [] : [task])),
  ),
})
