import type { AgentInfo, DrainConfig, MasterInfo } from '../../mesos/messages/agent-info.ts'
import type { CommandInfo } from '../../mesos/messages/command.ts'
import type { CgroupInfo, ContainerInfo, NetworkInfo } from '../../mesos/messages/container.ts'
import type { FrameworkInfo } from '../../mesos/messages/framework.ts'
import type { UpdateOperationStatusMessage } from '../../mesos/messages/internal-operations.ts'
import type { StatusUpdate } from '../../mesos/messages/internal-task.ts'
import type { Operation } from '../../mesos/messages/offer.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import type { ExecutorInfo, Task, TaskInfo, TaskStatus } from '../../mesos/messages/task.ts'
import type { Random } from '../../runtime/random.ts'
import type { TaskChecks } from './checks/running.ts'
import type { ContainerIo } from './containerizer/streams/container-io.ts'
import type { Limitation } from './events.ts'

/** Everything a follower knows. Transitions change it, everybody else reads. Times in ms since the epoch, durations in ms. */
export interface FollowerState {
  readonly settings: FollowerSettings
  readonly random: Random
  /** `slave(1)@ip:port`. */
  readonly pid: string
  readonly startTime: number
  /** What we register as; it has an id once a leader gave us one. */
  info: AgentInfo
  /** Base64 of the UUID that names this version of our resources. */
  resourceVersion: string
  phase: Phase
  master?: { readonly info: MasterInfo; readonly pid: string }
  /** Attempts since the leader was detected: each waits longer. */
  registrationAttempts: number
  /** What was reserved here when we last registered, by identity. */
  registeredResources?: readonly Resource[]
  /** Without a ping for so long the leader is looked for again. */
  pingTimeout: number
  /** What is reserved here, and volumes; survives restarts. */
  checkpointedResources: readonly Resource[]
  /** What was last told to be there on top, and may be taken back. */
  oversubscribed?: readonly Resource[]
  draining?: { readonly config: DrainConfig; readonly since: number }
  readonly frameworks: Map<string, Framework>
  /** The oldest first, bounded. */
  readonly completedFrameworks: Framework[]
  /** Unacknowledged status updates by `updateKey`. */
  readonly streams: Map<string, UpdateStream>
  /** By uuid, base64: until what became of them is acknowledged. */
  readonly operations: Map<string, HeldOperation>
  /** Containers that are no executor's own, by keyOf their ContainerID: nested and debug ones, tasks of pods, operators' standalone ones. */
  readonly containers: Map<string, HeldContainer>
  /** Numbers of the requests that wait for a container's end, by its key. */
  readonly waiters: Map<string, readonly number[]>
}

/** recovering: reading the disk · disconnected: no leader has us · running: registered · terminating: told to stop. */
export type Phase = 'recovering' | 'disconnected' | 'running' | 'terminating'

/** Figures from flags. */
export interface FollowerSettings {
  readonly workDir: string
  /** Absent: nothing is oversubscribed. `interval`: how often it is looked at. */
  readonly oversubscription?: { readonly resources: readonly Resource[]; readonly interval: number }
  readonly version: string
  readonly authenticates: boolean
  readonly registrationBackoff: number
  /** ms. What an attempt may take, at first and at most, and the unit of the waits between. */
  readonly authentication: { readonly timeoutMin: number; readonly timeoutMax: number; readonly backoff: number }
  readonly executorRegistrationTimeout: number
  readonly executorReregistrationTimeout: number
  /** Executors that speak libprocess are asked again to come back, so often; absent: once. */
  readonly executorReregistrationRetryInterval?: number
  readonly executorShutdownGrace: number
  readonly recoveryTimeout: number
  readonly gcDelay: number
  /** Sandboxes of nested containers go on their own. */
  readonly gcNested?: boolean
  readonly switchUser: boolean
  /** Who we are on this machine. */
  readonly ownUser: string
  readonly root: boolean
  readonly maxCompletedExecutors: number
  readonly ip: string
  readonly port: number
  readonly executorEnvironment?: Readonly<Record<string, string>>
  /** Path of the socket at which executors find us; absent: there is none. */
  readonly domainSocket?: string
}

export interface Framework {
  readonly id: string
  info: FrameworkInfo
  /** Of a scheduler that speaks libprocess. */
  pid?: string
  readonly executors: Map<string, Executor>
  /** The oldest first, bounded. */
  readonly completedExecutors: Executor[]
  terminating: boolean
}

export interface Executor {
  readonly id: string
  readonly info: ExecutorInfo
  readonly containerId: string
  /**
   * command: we are the executor and the task's process is all there is. pod: we are the executor, tasks are containers within its own.
   * custom: a program of the framework's own.
   */
  readonly kind: 'command' | 'pod' | 'custom'
  /** The sandbox. */
  readonly directory: string
  state: ExecutorState
  /** The container's first process. */
  process?: { readonly pid: number; readonly startTime: number }
  /** Its pid as an earlier run of ours has checkpointed it. */
  readonly forkedPid?: number
  /** Those that it has joined; absent: the host's is its network, or it has yet to start. */
  networkInfos?: readonly NetworkInfo[]
  cgroupInfo?: CgroupInfo
  /** Tasks that wait for a custom executor to subscribe, or for a pod to start. */
  readonly queued: Map<string, TaskInfo>
  /** Ids of queued tasks that came as one group: they are delivered, or killed, together. */
  queuedGroups: readonly (readonly string[])[]
  /** It was sent a task, at some time. */
  delivered?: boolean
  readonly tasks: Map<string, FollowerTask>
  /** Terminal and acknowledged. The oldest first, bounded. */
  readonly completedTasks: Task[]
  /** Open event stream of a custom executor. */
  stream?: number
  /** Where a custom executor of the old style listens: `executor(1)@ip:port`. */
  pid?: string
  /** It was here before we were restarted, and has yet to come back. */
  returning?: boolean
  /** We end it for this: what is told of the tasks that it leaves. */
  demise?: Demise
  /** The container has ended and is cleaned up. */
  gone: boolean
  /** Why it had to end. */
  limitation?: Limitation
}

/** A container that is no executor's own. */
export interface HeldContainer {
  /** keyOf its ContainerID. */
  readonly id: string
  readonly kind: 'nested' | 'debug' | 'standalone'
  readonly command: CommandInfo
  readonly info?: ContainerInfo
  /** The sandbox. */
  readonly directory: string
  readonly user?: string
  readonly resources: readonly Resource[]
  /** The task of a pod that it is; absent: somebody asked for it over the API. */
  readonly task?: { readonly frameworkId: string; readonly executorId: string; readonly taskId: string }
  /** Who holds its standard streams. */
  readonly io?: ContainerIo
  /** The request that is answered once it runs. */
  launching?: number
  /** ended: kept until it is removed or its parent is gone, so that it can be waited for. */
  phase: 'starting' | 'running' | 'destroying' | 'ended'
  process?: { readonly pid: number; readonly startTime: number }
  /** Those that it has joined; absent: the host's is its network, or it has yet to start. */
  networkInfos?: readonly NetworkInfo[]
  cgroupInfo?: CgroupInfo
  limitation?: Limitation
  termination?: ContainerTermination
}

/** How a container ended: what whoever waits for it is told. `status` as wait(2) gives it; absent: lost. */
export interface ContainerTermination {
  readonly status?: number
  readonly state?: Task['state']
  readonly reason?: NonNullable<TaskStatus['reason']>
  readonly message?: string
  readonly limitation?: { readonly resources?: readonly Resource[] }
}

export type Demise = Required<Pick<TaskStatus, 'state' | 'reason' | 'message'>>

export type ExecutorState = 'registering' | 'running' | 'terminating' | 'terminated'

export interface FollowerTask {
  readonly task: Task
  /** Absent for tasks recovered without it. */
  readonly info?: TaskInfo
  /** Set once somebody or something wants it to end. */
  killing?: KillReason
  /** Of tasks that we are the executor of, once they run. */
  checks?: TaskChecks
  /** Of a pod: the container that it is, by its key in `containers`. */
  readonly nested?: string
  /** Of a pod: tasks that came together have the same. */
  readonly group?: string
}

export interface KillReason {
  readonly why: 'asked' | 'max-completion-time' | 'drained' | 'unhealthy'
  /** When SIGKILL comes. */
  readonly deadline: number
}

/** The updates of one task that no framework has acknowledged, in order; only the first is under way. */
export interface UpdateStream {
  readonly frameworkId: string
  readonly taskId: string
  /** Where the updates are kept on disk; absent when the framework does not checkpoint. */
  readonly checkpoint?: { readonly executorId: string; readonly containerId: string }
  readonly pending: StatusUpdate[]
  retryAfter: number
}

/** An operation on our resources. `pending`: its statuses that nobody has acknowledged, in order. */
export interface HeldOperation {
  operation: Operation
  readonly pending: UpdateOperationStatusMessage[]
  retryAfter: number
}

export const updateKey = (frameworkId: string, taskId: string): string => `${frameworkId}/${taskId}`

export const findExecutor = (state: FollowerState, frameworkId: string, executorId: string): Executor | undefined =>
  state.frameworks.get(frameworkId)?.executors.get(executorId)

export interface Owner {
  readonly framework: Framework
  readonly executor: Executor
}

/** By the ids of their containers, as far as they are known: those that have gone are among them, those that have come may not be. */
const owners = new WeakMap<FollowerState, Map<string, Owner>>()

/** The framework and executor that a container belongs to. A thousand containers at once ask for theirs several times. */
export const ownerOf = (state: FollowerState, containerId: string): Owner | undefined => {
  const known = owners.get(state)?.get(containerId)
  if (known !== undefined && isThere(state, known)) return known
  const all = new Map<string, Owner>()
  for (const framework of state.frameworks.values()) {
    for (const executor of framework.executors.values()) all.set(executor.containerId, { framework, executor })
  }
  owners.set(state, all)
  return all.get(containerId)
}

const isThere = ({ frameworks }: FollowerState, { framework, executor }: Owner): boolean =>
  frameworks.get(framework.id) === framework && framework.executors.get(executor.id) === executor

/** Who runs or queues the task. Asked for each of thousands: a command task is all that its executor has, which is called as it is. */
export const executorOfTask = (framework: Framework, taskId: string): Executor | undefined => {
  const namesake = framework.executors.get(taskId)
  if (namesake !== undefined && hasTask(namesake, taskId)) return namesake
  for (const executor of framework.executors.values()) {
    if (executor.kind !== 'command' && hasTask(executor, taskId)) return executor
  }
  return undefined
}

const hasTask = ({ tasks, queued }: Executor, taskId: string): boolean => tasks.has(taskId) || queued.has(taskId)

export const hasCapability = (info: FrameworkInfo, capability: string): boolean =>
  info.capabilities?.some(({ type }) => type === capability) ?? false

/** Of all executors and containers that we have. */
export const sandboxesOf = ({ frameworks, containers }: FollowerState): readonly string[] => [
  ...[...frameworks.values()].flatMap(({ executors }) => [...executors.values()].map(({ directory }) => directory)),
  ...[...containers.values()].map(({ directory }) => directory),
]
