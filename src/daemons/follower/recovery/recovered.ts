import type { AgentInfo, DrainConfig } from '../../../mesos/messages/agent-info.ts'
import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { StatusUpdate } from '../../../mesos/messages/internal-task.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import type { ExecutorInfo, Task, TaskInfo } from '../../../mesos/messages/task.ts'
import type { KillReason } from '../state.ts'

/** What an earlier run of ours has left on disk. */
export interface RecoveredAgent {
  readonly info: AgentInfo
  /** The machine was booted anew since: nothing of then can run. */
  readonly rebooted: boolean
  readonly resources: readonly Resource[]
  readonly draining?: DrainConfig
  readonly frameworks: readonly RecoveredFramework[]
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
  readonly kind: 'command' | 'custom'
  /** A custom one that had subscribed. */
  readonly subscribed: boolean
  readonly tasks: readonly RecoveredTask[]
}

export interface RecoveredTask {
  readonly task: Task
  readonly info?: TaskInfo
  /** Somebody wanted it to end. */
  readonly kill?: KillReason
  /** All that were written, in order. */
  readonly updates: readonly StatusUpdate[]
  /** How many of them are acknowledged. */
  readonly acknowledged: number
}
