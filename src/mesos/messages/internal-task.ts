import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { KillPolicy } from './command.ts'
import { FrameworkInfo } from './framework.ts'
import { AgentID, ExecutorID, FrameworkID, TaskID } from './ids.ts'
import { ResourceVersionUUID } from './internal-operations.ts'
import { ExecutorInfo, TaskGroupInfo, TaskInfo, TaskState, TaskStatus } from './task.ts'

export const StatusUpdate = message('StatusUpdate', {
  framework_id: required(1, FrameworkID),
  executor_id: optional(2, ExecutorID),
  agent_id: optional(3, AgentID),
  status: required(4, TaskStatus),
  timestamp: required(5, 'double'),
  uuid: optional(6, 'bytes'),
  latest_state: optional(7, TaskState),
})
export type StatusUpdate = Infer<typeof StatusUpdate>

export const StatusUpdateRecordType = enumeration('StatusUpdateRecord.Type', { UPDATE: 0, ACK: 1 })
export type StatusUpdateRecordType = Infer<typeof StatusUpdateRecordType>

export const StatusUpdateRecord = message('StatusUpdateRecord', {
  type: required(1, StatusUpdateRecordType),
  update: optional(2, StatusUpdate),
  uuid: optional(3, 'bytes'),
})
export type StatusUpdateRecord = Infer<typeof StatusUpdateRecord>

export const RunTaskMessage = message('RunTaskMessage', {
  framework_id: optional(1, FrameworkID, { deprecated: true }),
  framework: required(2, FrameworkInfo),
  task: required(4, TaskInfo),
  resource_version_uuids: repeated(5, ResourceVersionUUID),
  pid: optional(3, 'string'),
  launch_executor: optional(6, 'bool'),
})
export type RunTaskMessage = Infer<typeof RunTaskMessage>

export const RunTaskGroupMessage = message('RunTaskGroupMessage', {
  framework: required(1, FrameworkInfo),
  executor: required(2, ExecutorInfo),
  task_group: required(3, TaskGroupInfo),
  resource_version_uuids: repeated(4, ResourceVersionUUID),
  launch_executor: optional(5, 'bool'),
})
export type RunTaskGroupMessage = Infer<typeof RunTaskGroupMessage>

export const KillTaskMessage = message('KillTaskMessage', {
  framework_id: required(1, FrameworkID),
  task_id: required(2, TaskID),
  kill_policy: optional(3, KillPolicy),
})
export type KillTaskMessage = Infer<typeof KillTaskMessage>

export const StatusUpdateMessage = message('StatusUpdateMessage', {
  update: required(1, StatusUpdate),
  pid: optional(2, 'string'),
})
export type StatusUpdateMessage = Infer<typeof StatusUpdateMessage>

export const StatusUpdateAcknowledgementMessage = message('StatusUpdateAcknowledgementMessage', {
  agent_id: required(1, AgentID),
  framework_id: required(2, FrameworkID),
  task_id: required(3, TaskID),
  uuid: required(4, 'bytes'),
})
export type StatusUpdateAcknowledgementMessage = Infer<typeof StatusUpdateAcknowledgementMessage>

export const TaskHealthStatus = message('TaskHealthStatus', {
  task_id: required(1, TaskID),
  healthy: required(2, 'bool'),
  kill_task: optional(3, 'bool', { default: false }),
  consecutive_failures: optional(4, 'int32'),
})
export type TaskHealthStatus = Infer<typeof TaskHealthStatus>
