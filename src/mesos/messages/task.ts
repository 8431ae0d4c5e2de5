import { DiscoveryInfo, DurationInfo, Labels, TimeInfo, ValueScalar } from './basics.ts'
import { enumeration, type Infer, map, message, optional, repeated, required } from './codec/schema.ts'
import { CheckInfo, CheckInfoType, CommandInfo, HealthCheck, KillPolicy } from './command.ts'
import { ContainerInfo, ContainerStatus } from './container.ts'
import { AgentID, ExecutorID, FrameworkID, TaskID } from './ids.ts'
import { Resource } from './resource.ts'

export const ExecutorInfoType = enumeration('ExecutorInfo.Type', { UNKNOWN: 0, DEFAULT: 1, CUSTOM: 2 })
export type ExecutorInfoType = Infer<typeof ExecutorInfoType>

export const ExecutorInfo = message('ExecutorInfo', {
  type: optional(15, ExecutorInfoType),
  executor_id: required(1, ExecutorID),
  framework_id: optional(8, FrameworkID),
  command: optional(7, CommandInfo),
  container: optional(11, ContainerInfo),
  resources: repeated(5, Resource),
  name: optional(9, 'string'),
  source: optional(10, 'string', { deprecated: true }),
  data: optional(4, 'bytes'),
  discovery: optional(12, DiscoveryInfo),
  shutdown_grace_period: optional(13, DurationInfo),
  labels: optional(14, Labels),
})
export type ExecutorInfo = Infer<typeof ExecutorInfo>

export const TaskInfo = message('TaskInfo', {
  name: required(1, 'string'),
  task_id: required(2, TaskID),
  agent_id: required(3, AgentID),
  resources: repeated(4, Resource),
  executor: optional(5, ExecutorInfo),
  command: optional(7, CommandInfo),
  container: optional(9, ContainerInfo),
  health_check: optional(8, HealthCheck),
  check: optional(13, CheckInfo),
  kill_policy: optional(12, KillPolicy),
  data: optional(6, 'bytes'),
  labels: optional(10, Labels),
  discovery: optional(11, DiscoveryInfo),
  max_completion_time: optional(14, DurationInfo),
  limits: map(15, ValueScalar),
})
export type TaskInfo = Infer<typeof TaskInfo>

export const TaskGroupInfo = message('TaskGroupInfo', {
  tasks: repeated(1, TaskInfo),
})
export type TaskGroupInfo = Infer<typeof TaskGroupInfo>

export const TaskState = enumeration('TaskState', {
  TASK_STAGING: 6,
  TASK_STARTING: 0,
  TASK_RUNNING: 1,
  TASK_KILLING: 8,
  TASK_FINISHED: 2,
  TASK_FAILED: 3,
  TASK_KILLED: 4,
  TASK_ERROR: 7,
  TASK_LOST: 5,
  TASK_DROPPED: 9,
  TASK_UNREACHABLE: 10,
  TASK_GONE: 11,
  TASK_GONE_BY_OPERATOR: 12,
  TASK_UNKNOWN: 13,
})
export type TaskState = Infer<typeof TaskState>

export const TaskStatusSource = enumeration('TaskStatus.Source', {
  SOURCE_MASTER: 0,
  SOURCE_AGENT: 1,
  SOURCE_EXECUTOR: 2,
})
export type TaskStatusSource = Infer<typeof TaskStatusSource>

export const TaskStatusReason = enumeration('TaskStatus.Reason', {
  REASON_COMMAND_EXECUTOR_FAILED: 0,
  REASON_CONTAINER_LAUNCH_FAILED: 21,
  REASON_CONTAINER_LIMITATION: 19,
  REASON_CONTAINER_LIMITATION_DISK: 20,
  REASON_CONTAINER_LIMITATION_MEMORY: 8,
  REASON_CONTAINER_PREEMPTED: 17,
  REASON_CONTAINER_UPDATE_FAILED: 22,
  REASON_MAX_COMPLETION_TIME_REACHED: 33,
  REASON_EXECUTOR_REGISTRATION_TIMEOUT: 23,
  REASON_EXECUTOR_REREGISTRATION_TIMEOUT: 24,
  REASON_EXECUTOR_TERMINATED: 1,
  REASON_EXECUTOR_UNREGISTERED: 2,
  REASON_FRAMEWORK_REMOVED: 3,
  REASON_GC_ERROR: 4,
  REASON_INVALID_FRAMEWORKID: 5,
  REASON_INVALID_OFFERS: 6,
  REASON_IO_SWITCHBOARD_EXITED: 27,
  REASON_MASTER_DISCONNECTED: 7,
  REASON_RECONCILIATION: 9,
  REASON_RESOURCES_UNKNOWN: 18,
  REASON_AGENT_DISCONNECTED: 10,
  REASON_AGENT_DRAINING: 34,
  REASON_AGENT_REMOVED: 11,
  REASON_AGENT_REMOVED_BY_OPERATOR: 31,
  REASON_AGENT_REREGISTERED: 32,
  REASON_AGENT_RESTARTED: 12,
  REASON_AGENT_UNKNOWN: 13,
  REASON_TASK_KILLED_DURING_LAUNCH: 30,
  REASON_TASK_CHECK_STATUS_UPDATED: 28,
  REASON_TASK_HEALTH_CHECK_STATUS_UPDATED: 29,
  REASON_TASK_GROUP_INVALID: 25,
  REASON_TASK_GROUP_UNAUTHORIZED: 26,
  REASON_TASK_INVALID: 14,
  REASON_TASK_UNAUTHORIZED: 15,
  REASON_TASK_UNKNOWN: 16,
})
export type TaskStatusReason = Infer<typeof TaskStatusReason>

export const CheckStatusInfoCommand = message('CheckStatusInfo.Command', {
  exit_code: optional(1, 'int32'),
})
export type CheckStatusInfoCommand = Infer<typeof CheckStatusInfoCommand>

export const CheckStatusInfoHttp = message('CheckStatusInfo.Http', {
  status_code: optional(1, 'uint32'),
})
export type CheckStatusInfoHttp = Infer<typeof CheckStatusInfoHttp>

export const CheckStatusInfoTcp = message('CheckStatusInfo.Tcp', {
  succeeded: optional(1, 'bool'),
})
export type CheckStatusInfoTcp = Infer<typeof CheckStatusInfoTcp>

export const CheckStatusInfo = message('CheckStatusInfo', {
  type: optional(1, CheckInfoType),
  command: optional(2, CheckStatusInfoCommand),
  http: optional(3, CheckStatusInfoHttp),
  tcp: optional(4, CheckStatusInfoTcp),
})
export type CheckStatusInfo = Infer<typeof CheckStatusInfo>

export const TaskResourceLimitation = message('TaskResourceLimitation', {
  resources: repeated(1, Resource),
})
export type TaskResourceLimitation = Infer<typeof TaskResourceLimitation>

export const TaskStatus = message('TaskStatus', {
  task_id: required(1, TaskID),
  state: required(2, TaskState),
  message: optional(4, 'string'),
  source: optional(9, TaskStatusSource),
  reason: optional(10, TaskStatusReason),
  data: optional(3, 'bytes'),
  agent_id: optional(5, AgentID),
  executor_id: optional(7, ExecutorID),
  timestamp: optional(6, 'double'),
  uuid: optional(11, 'bytes'),
  healthy: optional(8, 'bool'),
  check_status: optional(15, CheckStatusInfo),
  labels: optional(12, Labels),
  container_status: optional(13, ContainerStatus),
  unreachable_time: optional(14, TimeInfo),
  limitation: optional(16, TaskResourceLimitation),
})
export type TaskStatus = Infer<typeof TaskStatus>

export const Task = message('Task', {
  name: required(1, 'string'),
  task_id: required(2, TaskID),
  framework_id: required(3, FrameworkID),
  executor_id: optional(4, ExecutorID),
  agent_id: required(5, AgentID),
  state: required(6, TaskState),
  resources: repeated(7, Resource),
  statuses: repeated(8, TaskStatus),
  status_update_state: optional(9, TaskState),
  status_update_uuid: optional(10, 'bytes'),
  labels: optional(11, Labels),
  discovery: optional(12, DiscoveryInfo),
  container: optional(13, ContainerInfo),
  health_check: optional(15, HealthCheck),
  kill_policy: optional(16, KillPolicy),
  user: optional(14, 'string'),
  limits: map(17, ValueScalar),
})
export type Task = Infer<typeof Task>
