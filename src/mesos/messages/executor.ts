import { AgentInfo } from './agent-info.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { KillPolicy } from './command.ts'
import { FrameworkInfo } from './framework.ts'
import { ContainerID, ExecutorID, FrameworkID, TaskID } from './ids.ts'
import { ExecutorInfo, TaskGroupInfo, TaskInfo, TaskStatus } from './task.ts'

export const EventType = enumeration('Event.Type', {
  UNKNOWN: 0,
  SUBSCRIBED: 1,
  LAUNCH: 2,
  LAUNCH_GROUP: 8,
  KILL: 3,
  ACKNOWLEDGED: 4,
  MESSAGE: 5,
  ERROR: 6,
  SHUTDOWN: 7,
  HEARTBEAT: 9,
})
export type EventType = Infer<typeof EventType>

export const EventSubscribed = message('Event.Subscribed', {
  executor_info: required(1, ExecutorInfo),
  framework_info: required(2, FrameworkInfo),
  agent_info: required(3, AgentInfo),
  container_id: optional(4, ContainerID),
})
export type EventSubscribed = Infer<typeof EventSubscribed>

export const EventAcknowledged = message('Event.Acknowledged', {
  task_id: required(1, TaskID),
  uuid: required(2, 'bytes'),
})
export type EventAcknowledged = Infer<typeof EventAcknowledged>

export const EventLaunch = message('Event.Launch', {
  task: required(1, TaskInfo),
})
export type EventLaunch = Infer<typeof EventLaunch>

export const EventLaunchGroup = message('Event.LaunchGroup', {
  task_group: required(1, TaskGroupInfo),
})
export type EventLaunchGroup = Infer<typeof EventLaunchGroup>

export const EventKill = message('Event.Kill', {
  task_id: required(1, TaskID),
  kill_policy: optional(2, KillPolicy),
})
export type EventKill = Infer<typeof EventKill>

export const EventMessage = message('Event.Message', {
  data: required(1, 'bytes'),
})
export type EventMessage = Infer<typeof EventMessage>

export const EventError = message('Event.Error', {
  message: required(1, 'string'),
})
export type EventError = Infer<typeof EventError>

export const Event = message('Event', {
  type: optional(1, EventType),
  subscribed: optional(2, EventSubscribed),
  acknowledged: optional(3, EventAcknowledged),
  launch: optional(4, EventLaunch),
  launch_group: optional(8, EventLaunchGroup),
  kill: optional(5, EventKill),
  message: optional(6, EventMessage),
  error: optional(7, EventError),
})
export type Event = Infer<typeof Event>

export const CallType = enumeration('Call.Type', { UNKNOWN: 0, SUBSCRIBE: 1, UPDATE: 2, MESSAGE: 3, HEARTBEAT: 4 })
export type CallType = Infer<typeof CallType>

export const CallUpdate = message('Call.Update', {
  status: required(1, TaskStatus),
})
export type CallUpdate = Infer<typeof CallUpdate>

export const CallSubscribe = message('Call.Subscribe', {
  unacknowledged_tasks: repeated(1, TaskInfo),
  unacknowledged_updates: repeated(2, CallUpdate),
})
export type CallSubscribe = Infer<typeof CallSubscribe>

export const CallMessage = message('Call.Message', {
  data: required(2, 'bytes'),
})
export type CallMessage = Infer<typeof CallMessage>

export const Call = message('Call', {
  executor_id: required(1, ExecutorID),
  framework_id: required(2, FrameworkID),
  type: optional(3, CallType),
  subscribe: optional(4, CallSubscribe),
  update: optional(5, CallUpdate),
  message: optional(6, CallMessage),
})
export type Call = Infer<typeof Call>
