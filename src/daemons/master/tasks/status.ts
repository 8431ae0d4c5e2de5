import type { TaskState, TaskStatus, TaskStatusReason } from '../../../mesos/messages/task.ts'
import type { Framework } from '../state.ts'

interface Made {
  readonly taskId: string
  readonly agentId?: string
  readonly executorId?: string
  readonly state: TaskState
  readonly reason?: TaskStatusReason
  readonly message: string
  /** ms */
  readonly unreachableSince?: number
}

/** A status that the master itself makes: without a uuid, so that nobody acknowledges it. */
export const masterStatus = (made: Made, now: number): TaskStatus => ({
  task_id: { value: made.taskId },
  state: made.state,
  message: made.message,
  source: 'SOURCE_MASTER',
  ...(made.reason && { reason: made.reason }),
  ...(made.agentId !== undefined && { agent_id: { value: made.agentId } }),
  ...(made.executorId !== undefined && { executor_id: { value: made.executorId } }),
  timestamp: now / 1000,
  ...(made.unreachableSince !== undefined && {
    unreachable_time: { nanoseconds: made.unreachableSince * 1e6 },
  }),
})

/** Frameworks that don't know the partition-aware states hear TASK_LOST instead. */
export const stateFor = (framework: Framework | undefined, aware: TaskState): TaskState =>
  framework?.capabilities.has('PARTITION_AWARE') ? aware : 'TASK_LOST'
