import type { MasterInfo } from '../../mesos/messages/agent-info.ts'
import type { CommandInfo } from '../../mesos/messages/command.ts'
import type { CgroupInfo, ContainerInfo, NetworkInfo } from '../../mesos/messages/container.ts'
import type { CallMessage, CallSubscribe } from '../../mesos/messages/executor.ts'
import type {
  CheckpointResourcesMessage,
  DrainSlaveMessage,
  PingSlaveMessage,
  ShutdownMessage,
  SlaveRegisteredMessage,
  SlaveReregisteredMessage,
} from '../../mesos/messages/internal-agent.ts'
import type {
  ExecutorToFrameworkMessage,
  FrameworkToExecutorMessage,
  RegisterExecutorMessage,
  ReregisterExecutorMessage,
  ShutdownExecutorMessage,
} from '../../mesos/messages/internal-executor.ts'
import type { ShutdownFrameworkMessage, UpdateFrameworkMessage } from '../../mesos/messages/internal-framework.ts'
import type {
  AcknowledgeOperationStatusMessage,
  ApplyOperationMessage,
  ReconcileOperationsMessage,
} from '../../mesos/messages/internal-operations.ts'
import type {
  KillTaskMessage,
  RunTaskGroupMessage,
  RunTaskMessage,
  StatusUpdateAcknowledgementMessage,
  StatusUpdateMessage,
} from '../../mesos/messages/internal-task.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import type { TaskStatus } from '../../mesos/messages/task.ts'
import type { ProbeResult } from './checks/probe.ts'
import type { Which } from './checks/running.ts'
import type { EndRecord } from './containerizer/launcher/records.ts'
import type { ContainerIo } from './containerizer/streams/container-io.ts'
import type { RecoveredAgent } from './recovery/recovered.ts'
import type { HeldContainer } from './state.ts'

/** Whatever can happen to a follower. Each kind has its transitions/<kind>.ts. */
export type Event = MasterEvent | ContainerEvent | ContainerCallEvent | ExecutorEvent | TimeEvent

/** `from`: the libprocess pid that sent it. */
type MasterEvent =
  /** `resources`: what is reserved on this machine, also where we come as a new agent. */
  | {
      readonly kind: 'recovered'
      readonly agent?: RecoveredAgent
      readonly resources?: readonly Resource[]
      readonly containers?: readonly HeldContainer[]
    }
  | { readonly kind: 'master-detected'; readonly master?: MasterInfo }
  | { readonly kind: 'master-link-exited'; readonly pid: string }
  | { readonly kind: 'authenticated'; readonly pid: string }
  | {
      readonly kind: 'authentication-failed'
      readonly pid: string
      readonly refused: boolean
      readonly message: string
    }
  | { readonly kind: 'registered'; readonly from: string; readonly message: SlaveRegisteredMessage }
  | { readonly kind: 'reregistered'; readonly from: string; readonly message: SlaveReregisteredMessage }
  | { readonly kind: 'ping'; readonly from: string; readonly message: PingSlaveMessage }
  | { readonly kind: 'run-task'; readonly from: string; readonly message: RunTaskMessage }
  | { readonly kind: 'run-task-group'; readonly from: string; readonly message: RunTaskGroupMessage }
  | { readonly kind: 'kill-task'; readonly from: string; readonly message: KillTaskMessage }
  | {
      readonly kind: 'update-acknowledged'
      readonly from: string
      readonly message: StatusUpdateAcknowledgementMessage
    }
  | { readonly kind: 'shutdown-framework'; readonly from: string; readonly message: ShutdownFrameworkMessage }
  | { readonly kind: 'shutdown-executor'; readonly from: string; readonly message: ShutdownExecutorMessage }
  | { readonly kind: 'update-framework'; readonly from: string; readonly message: UpdateFrameworkMessage }
  | { readonly kind: 'framework-message'; readonly from: string; readonly message: FrameworkToExecutorMessage }
  | { readonly kind: 'checkpoint-resources'; readonly from: string; readonly message: CheckpointResourcesMessage }
  | { readonly kind: 'apply-operation'; readonly from: string; readonly message: ApplyOperationMessage }
  | {
      readonly kind: 'operation-acknowledged'
      readonly from: string
      readonly message: AcknowledgeOperationStatusMessage
    }
  | { readonly kind: 'reconcile-operations'; readonly from: string; readonly message: ReconcileOperationsMessage }
  /** What the operation makes of our resources is on disk, volumes too; or `problem`: it is as before. */
  | { readonly kind: 'operation-kept'; readonly uuid: string; readonly problem?: string }
  | { readonly kind: 'drain'; readonly from: string; readonly message: DrainSlaveMessage }
  | { readonly kind: 'cancel-drain'; readonly from: string }
  /** Somebody here wants us to end, and all that runs. */
  | { readonly kind: 'unregister'; readonly reason: string }
  | { readonly kind: 'shutdown'; readonly from: string; readonly message: ShutdownMessage }

type ContainerEvent =
  | {
      readonly kind: 'container-started'
      readonly containerId: string
      readonly pid: number
      readonly startTime: number
      /** Those that it has joined; absent: the host's is its network. */
      readonly networkInfos?: readonly NetworkInfo[]
      /** What its cgroups mark it with. */
      readonly cgroupInfo?: CgroupInfo
    }
  /** Nothing runs; `message` is what the framework is told. */
  | { readonly kind: 'launch-failed'; readonly containerId: string; readonly message: string }
  /** The first process has ended; others may still run. Absent `record`: how it ended is lost. */
  | { readonly kind: 'container-ended'; readonly containerId: string; readonly record?: EndRecord }
  /** All processes are gone, and so is whatever held them. */
  | {
      readonly kind: 'container-destroyed'
      readonly containerId: string
      readonly record?: EndRecord
      readonly memory?: MemoryLimitReached
    }
  | { readonly kind: 'memory-limit-reached'; readonly containerId: string }
  /** It took more than it may, and must end for it. */
  | { readonly kind: 'limit-reached'; readonly containerId: string; readonly limitation: Limitation }

/** Calls on containers over the operator API, already validated. `request`: what the `reply` effect names. */
type ContainerCallEvent =
  | { readonly kind: 'launch-container'; readonly request: number; readonly wish: ContainerWish }
  | { readonly kind: 'wait-container'; readonly request: number; readonly containerId: string }
  /** It does not wait any longer. */
  | { readonly kind: 'waiter-gone'; readonly request: number; readonly containerId: string }
  | {
      readonly kind: 'kill-container'
      readonly request: number
      readonly containerId: string
      readonly signal: number
    }
  | { readonly kind: 'remove-container'; readonly request: number; readonly containerId: string }
  /** The connection that launched a session is over. */
  | { readonly kind: 'session-closed'; readonly containerId: string }

/** A container that somebody asks for. */
export interface ContainerWish {
  /** keyOf its ContainerID. */
  readonly containerId: string
  readonly kind: HeldContainer['kind']
  readonly command: CommandInfo
  readonly info?: ContainerInfo
  readonly resources: readonly Resource[]
  readonly limits?: { readonly cpus?: number; readonly mem?: number }
  readonly io?: ContainerIo
}

/** Which limit a container has gone beyond (ContainerTermination's reasons, message and limited_resources). */
export interface Limitation {
  readonly reason: NonNullable<TaskStatus['reason']>
  readonly message: string
  readonly resources?: readonly Resource[]
}

/** What the kernel told of a container that it killed for want of memory. */
export interface MemoryLimitReached {
  readonly limitBytes: number
  readonly maxUsedBytes: number
  /** The text of memory.stat. */
  readonly statistics: string
}

/** Calls that a custom executor made, already validated. */
type ExecutorEvent =
  | {
      readonly kind: 'executor-subscribed'
      readonly frameworkId: string
      readonly executorId: string
      readonly stream: number
      readonly call: CallSubscribe
    }
  | {
      readonly kind: 'executor-update'
      readonly frameworkId: string
      readonly executorId: string
      readonly status: TaskStatus
    }
  | {
      readonly kind: 'executor-message'
      readonly frameworkId: string
      readonly executorId: string
      readonly call: CallMessage
    }
  | { readonly kind: 'executor-disconnected'; readonly stream: number }
  /** Of executors that speak libprocess; `from`: the executor's pid. */
  | { readonly kind: 'register-executor'; readonly from: string; readonly message: RegisterExecutorMessage }
  | { readonly kind: 'reregister-executor'; readonly from: string; readonly message: ReregisterExecutorMessage }
  | { readonly kind: 'old-executor-update'; readonly from: string; readonly message: StatusUpdateMessage }
  | { readonly kind: 'old-executor-message'; readonly from: string; readonly message: ExecutorToFrameworkMessage }

type TimeEvent =
  | { readonly kind: 'register-due' }
  | { readonly kind: 'end-due'; readonly reason: string; readonly deadline: number }
  | { readonly kind: 'drain-due' }
  | { readonly kind: 'oversubscribe-due' }
  | { readonly kind: 'authenticate-due' }
  | { readonly kind: 'ping-timeout' }
  | { readonly kind: 'retry-update'; readonly key: string }
  | { readonly kind: 'retry-operation-update'; readonly uuid: string }
  | { readonly kind: 'kill-due'; readonly frameworkId: string; readonly taskId: string }
  | { readonly kind: 'max-completion-due'; readonly frameworkId: string; readonly taskId: string }
  /** A probe of a running task is due. */
  | ({ readonly kind: 'check-due' } & CheckKey)
  | ({ readonly kind: 'check-done'; readonly result: ProbeResult } & CheckKey)
  | { readonly kind: 'executor-registration-due'; readonly containerId: string }
  | { readonly kind: 'executor-shutdown-due'; readonly containerId: string }
  /** An executor of the old style has not answered our wish to come back: it is asked again. */
  | { readonly kind: 'reconnect-due'; readonly containerId: string }

/** A check of a task. */
export interface CheckKey {
  readonly frameworkId: string
  readonly taskId: string
  readonly which: Which
}

export type EventOf<K extends Event['kind']> = Extract<Event, { kind: K }>
