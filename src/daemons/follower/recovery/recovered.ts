import type { AgentInfo, DrainConfig } from '../../../mesos/messages/agent-info.ts'
import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { UpdateOperationStatusMessage } from '../../../mesos/messages/internal-operations.ts'
import type { StatusUpdate } from '../../../mesos/messages/internal-task.ts'
import type { Operation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import type { ExecutorInfo, Task, TaskInfo } from '../../../mesos/messages/task.ts'
import type { KillReason } from '../state.ts'

/** What an earlier run of ours has left on disk. */
export interface RecoveredAgent {
  readonly info: AgentInfo
  /** The machine was booted anew since: nothing of then can run. */
  readonly rebooted: boolean
  readonly resources: readonly Resource[]
  readonly operations?: readonly RecoveredOperation[]
  readonly draining?: DrainConfig
  readonly frameworks: readonly RecoveredFramework[]
}

/** An operation that nobody had acknowledged the end of. What it makes of the resources is in them. */
export interface RecoveredOperation {
  readonly operation: Operation
  /** All that were written, in order. */
  readonly updates: readonly UpdateOperationStatusMessage[]
  readonly acknowledged: number
}

export interface RecoveredFramework {
  readonly info: FrameworkInfo
  readonly pid?: string
  readonly executors: readonly RecoveredExecutor[]
}

/** The latest run of an executor that was not over. */
export interface RecoveredExecutor {
  readonly info: ExecutorInfo
  readonly containerId: string
  readonly kind: 'command' | 'pod' | 'custom'
  /** A custom one that had subscribed. */
  readonly subscribed: boolean
  /** Of its container's first process; absent: it is not on disk. */
  readonly forkedPid?: number
  /** One of the old style that had registered. */
  readonly pid?: string
  readonly tasks: readonly RecoveredTask[]
}

export interface RecoveredTask {
  readonly task: Task
  readonly info?: TaskInfo
  /** Somebody wanted it to end. */
  readonly kill?: KillReason
  /** Of a pod. */
  readonly pod?: { readonly nested: string; readonly group: string }
  /** All that were written, in order. */
  readonly updates: readonly StatusUpdate[]
  /** How many of them are acknowledged. */
  readonly acknowledged: number
}
