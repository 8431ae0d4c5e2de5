import { enumeration, type Infer, message, optional, required } from './codec/schema.ts'
import { FrameworkInfo } from './framework.ts'
import { AgentID, FrameworkID } from './ids.ts'
import { ResponseGetAgentsAgent, ResponseGetFrameworksFramework, ResponseGetState } from './master-response.ts'
import { Task, TaskState, TaskStatus } from './task.ts'

export const EventType = enumeration('Event.Type', {
  UNKNOWN: 0,
  SUBSCRIBED: 1,
  TASK_ADDED: 2,
  TASK_UPDATED: 3,
  AGENT_ADDED: 4,
  AGENT_REMOVED: 5,
  FRAMEWORK_ADDED: 6,
  FRAMEWORK_UPDATED: 7,
  FRAMEWORK_REMOVED: 8,
  HEARTBEAT: 9,
})
export type EventType = Infer<typeof EventType>

export const EventSubscribed = message('Event.Subscribed', {
  get_state: optional(1, ResponseGetState),
  heartbeat_interval_seconds: optional(2, 'double'),
})
export type EventSubscribed = Infer<typeof EventSubscribed>

export const EventTaskAdded = message('Event.TaskAdded', {
  task: required(1, Task),
})
export type EventTaskAdded = Infer<typeof EventTaskAdded>

export const EventTaskUpdated = message('Event.TaskUpdated', {
  framework_id: required(1, FrameworkID),
  status: required(2, TaskStatus),
  state: required(3, TaskState),
})
export type EventTaskUpdated = Infer<typeof EventTaskUpdated>

export const EventAgentAdded = message('Event.AgentAdded', {
  agent: required(1, ResponseGetAgentsAgent),
})
export type EventAgentAdded = Infer<typeof EventAgentAdded>

export const EventAgentRemoved = message('Event.AgentRemoved', {
  agent_id: required(1, AgentID),
})
export type EventAgentRemoved = Infer<typeof EventAgentRemoved>

export const EventFrameworkAdded = message('Event.FrameworkAdded', {
  framework: required(1, ResponseGetFrameworksFramework),
})
export type EventFrameworkAdded = Infer<typeof EventFrameworkAdded>

export const EventFrameworkUpdated = message('Event.FrameworkUpdated', {
  framework: required(1, ResponseGetFrameworksFramework),
})
export type EventFrameworkUpdated = Infer<typeof EventFrameworkUpdated>

export const EventFrameworkRemoved = message('Event.FrameworkRemoved', {
  framework_info: required(1, FrameworkInfo),
})
export type EventFrameworkRemoved = Infer<typeof EventFrameworkRemoved>

export const Event = message('Event', {
  type: optional(1, EventType),
  subscribed: optional(2, EventSubscribed),
  task_added: optional(3, EventTaskAdded),
  task_updated: optional(4, EventTaskUpdated),
  agent_added: optional(5, EventAgentAdded),
  agent_removed: optional(6, EventAgentRemoved),
  framework_added: optional(7, EventFrameworkAdded),
  framework_updated: optional(8, EventFrameworkUpdated),
  framework_removed: optional(9, EventFrameworkRemoved),
})
export type Event = Infer<typeof Event>
