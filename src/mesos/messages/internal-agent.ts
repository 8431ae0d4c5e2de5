import { AgentInfo, AgentInfoCapability, DrainConfig } from './agent-info.ts'
import { type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { FrameworkInfo } from './framework.ts'
import { AgentID, UUID } from './ids.ts'
import { ArchiveFramework, ReconcileTasksMessage } from './internal-framework.ts'
import { Resource } from './resource.ts'
import { ExecutorInfo, Task } from './task.ts'

export const PongSlaveMessage = message('PongSlaveMessage', {})
export type PongSlaveMessage = Infer<typeof PongSlaveMessage>

export const RegisterSlaveMessage = message('RegisterSlaveMessage', {
  agent: required(1, AgentInfo),
  checkpointed_resources: repeated(3, Resource),
  version: optional(2, 'string'),
  agent_capabilities: repeated(4, AgentInfoCapability),
  resource_version_uuid: optional(5, UUID),
})
export type RegisterSlaveMessage = Infer<typeof RegisterSlaveMessage>

export const ReregisterSlaveMessage = message('ReregisterSlaveMessage', {
  agent: required(2, AgentInfo),
  checkpointed_resources: repeated(7, Resource),
  executor_infos: repeated(4, ExecutorInfo),
  tasks: repeated(3, Task),
  frameworks: repeated(8, FrameworkInfo),
  completed_frameworks: repeated(5, ArchiveFramework),
  version: optional(6, 'string'),
  agent_capabilities: repeated(9, AgentInfoCapability),
  resource_version_uuid: optional(10, UUID),
})
export type ReregisterSlaveMessage = Infer<typeof ReregisterSlaveMessage>

export const MasterSlaveConnection = message('MasterSlaveConnection', {
  total_ping_timeout_seconds: optional(1, 'double'),
})
export type MasterSlaveConnection = Infer<typeof MasterSlaveConnection>

export const SlaveRegisteredMessage = message('SlaveRegisteredMessage', {
  agent_id: required(1, AgentID),
  connection: optional(2, MasterSlaveConnection),
})
export type SlaveRegisteredMessage = Infer<typeof SlaveRegisteredMessage>

export const SlaveReregisteredMessage = message('SlaveReregisteredMessage', {
  agent_id: required(1, AgentID),
  reconciliations: repeated(2, ReconcileTasksMessage),
  connection: optional(3, MasterSlaveConnection),
})
export type SlaveReregisteredMessage = Infer<typeof SlaveReregisteredMessage>

export const UnregisterSlaveMessage = message('UnregisterSlaveMessage', {
  agent_id: required(1, AgentID),
})
export type UnregisterSlaveMessage = Infer<typeof UnregisterSlaveMessage>

export const PingSlaveMessage = message('PingSlaveMessage', {
  connected: required(1, 'bool'),
})
export type PingSlaveMessage = Infer<typeof PingSlaveMessage>

export const CheckpointResourcesMessage = message('CheckpointResourcesMessage', {
  resources: repeated(1, Resource),
})
export type CheckpointResourcesMessage = Infer<typeof CheckpointResourcesMessage>

export const DrainSlaveMessage = message('DrainSlaveMessage', {
  config: required(1, DrainConfig),
})
export type DrainSlaveMessage = Infer<typeof DrainSlaveMessage>

/** Beyond Mesos: the drain that a DrainSlaveMessage began is over before its time. Mesos' own agents pass over it. */
export const CancelDrainMessage = message('CancelDrainMessage', {})
export type CancelDrainMessage = Infer<typeof CancelDrainMessage>

export const ShutdownMessage = message('ShutdownMessage', {
  message: optional(1, 'string'),
})
export type ShutdownMessage = Infer<typeof ShutdownMessage>

export const Archive = message('Archive', {
  frameworks: repeated(1, ArchiveFramework),
})
export type Archive = Infer<typeof Archive>

export const HookExecuted = message('HookExecuted', {
  module: optional(1, 'string'),
})
export type HookExecuted = Infer<typeof HookExecuted>
