import type { ExecutorInfo } from '../../../mesos/messages/task.ts'
import { isShared } from '../../../mesos/resources/filters.ts'
import { toPostRefinement } from '../../../mesos/resources/formats.ts'
import { sameData } from '../../../mesos/resources/kind.ts'
import { quantities } from '../../../mesos/resources/quantities.ts'
import { validateResources } from '../../../mesos/resources/validate.ts'
import { validateId } from '../../../mesos/roles.ts'
import { validateCommand } from './command.ts'
import { validateContainer } from './container.ts'
import { firstProblem, type Rule } from './rule.ts'

export interface ExecutorContext {
  readonly frameworkId: string
  /** The executor of the same id that runs on the agent. */
  readonly running?: ExecutorInfo
}

/** Of a task in LAUNCH. */
export const validateCustomExecutor = (executor: ExecutorInfo, context: ExecutorContext): string | undefined =>
  firstProblem([...common, ...custom], { executor, context })

/** Of LAUNCH_GROUP. */
export const validateGroupExecutor = (executor: ExecutorInfo, context: ExecutorContext): string | undefined =>
  firstProblem([...common, ...group], { executor, context })

type Subject = { readonly executor: ExecutorInfo; readonly context: ExecutorContext }

const common: readonly Rule<Subject>[] = [
  ({ executor }) => validateId(executor.executor_id.value),
  ({ executor, context }) =>
    executor.framework_id?.value === context.frameworkId ? undefined : 'the executor belongs to another framework',
  ({ executor }) => validateResources(executor.resources ?? []),
  ({ executor }) => executor.command && validateCommand(executor.command),
  ({ executor }) => executor.container && validateContainer(executor.container),
  ({ executor }) =>
    (executor.shutdown_grace_period?.nanoseconds ?? 0) < 0
      ? "the executor's shutdown_grace_period is negative"
      : undefined,
  ({ executor: { container } }) =>
    container?.linux_info?.share_cgroups ? 'an executor cannot share the cgroups of another' : undefined,
  ({ executor, context: { running } }) =>
    running && !isSameExecutor(running, executor)
      ? `executor '${executor.executor_id.value}' runs on the agent already, with another description`
      : undefined,
]

const custom: readonly Rule<Subject>[] = [
  ({ executor: { type = 'CUSTOM' } }) =>
    type === 'CUSTOM' ? undefined : `a task in LAUNCH cannot have an executor of type ${type}`,
  ({ executor: { command } }) => (command ? undefined : 'a custom executor needs a command'),
  ({ executor: { resources = [] } }) =>
    resources.some(isShared) ? 'an executor cannot use shared resources' : undefined,
]

const group: readonly Rule<Subject>[] = [
  ({ executor: { type } }) => (type === undefined ? "the executor of a task group must say its 'type'" : undefined),
  ({ executor: { type } }) => (type === 'UNKNOWN' ? 'the executor is of unknown type' : undefined),
  ({ executor: { type, command } }) =>
    type === 'DEFAULT' && command ? 'the default executor cannot have a command' : undefined,
  ({ executor: { type, container } }) =>
    type === 'DEFAULT' && container && (container.type !== 'MESOS' || container.mesos?.image)
      ? 'the default executor takes a container of type MESOS without an image, or none'
      : undefined,
  ({ executor: { type, command } }) =>
    type === 'CUSTOM' && !command ? 'a custom executor needs a command' : undefined,
  ({ executor: { container } }) =>
    container?.type === 'DOCKER' ? 'the executor of a task group cannot be a Docker container' : undefined,
  ({ executor: { resources = [] }, context }) => {
    const { cpus = 0, mem = 0, disk = 0 } = quantities(resources)
    if (context.running) return undefined
    if (cpus < 0.01) return 'the executor needs at least 0.01 cpus'
    if (mem < 32) return 'the executor needs at least 32 MB of mem'
    return disk > 0 ? undefined : 'the executor needs some disk'
  },
]

/** Whatever form and order its resources are in. */
export const isSameExecutor = (a: ExecutorInfo, b: ExecutorInfo): boolean => sameData(comparable(a), comparable(b))

const comparable = ({ resources = [], ...rest }: ExecutorInfo) => ({
  ...rest,
  resources: toPostRefinement(resources)
    .map(({ allocation_info: _, ...resource }) => resource)
    .sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)),
})
