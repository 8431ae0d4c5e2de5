import { Address, Attribute, DomainInfo, DurationInfo } from './basics.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { AgentID } from './ids.ts'
import { Resource } from './resource.ts'

export const MasterInfoCapabilityType = enumeration('MasterInfo.Capability.Type', {
  UNKNOWN: 0,
  AGENT_UPDATE: 1,
  AGENT_DRAINING: 2,
  QUOTA_V2: 3,
})
export type MasterInfoCapabilityType = Infer<typeof MasterInfoCapabilityType>

export const MasterInfoCapability = message('MasterInfo.Capability', {
  type: optional(1, MasterInfoCapabilityType),
})
export type MasterInfoCapability = Infer<typeof MasterInfoCapability>

export const MasterInfo = message('MasterInfo', {
  id: required(1, 'string'),
  ip: required(2, 'uint32'),
  port: required(3, 'uint32', { default: 5050 }),
  pid: optional(4, 'string'),
  hostname: optional(5, 'string'),
  version: optional(6, 'string'),
  address: optional(7, Address),
  domain: optional(8, DomainInfo),
  capabilities: repeated(9, MasterInfoCapability),
})
export type MasterInfo = Infer<typeof MasterInfo>

/** Also v0's SlaveInfo: `checkpoint` is its alone, yet the operator API's JSON shows it. */
export const AgentInfo = message('AgentInfo', {
  hostname: required(1, 'string'),
  port: optional(8, 'int32', { default: 5051 }),
  resources: repeated(3, Resource),
  attributes: repeated(5, Attribute),
  id: optional(6, AgentID),
  domain: optional(10, DomainInfo),
  checkpoint: optional(7, 'bool'),
})
export type AgentInfo = Infer<typeof AgentInfo>

export const AgentInfoCapabilityType = enumeration('AgentInfo.Capability.Type', {
  UNKNOWN: 0,
  MULTI_ROLE: 1,
  HIERARCHICAL_ROLE: 2,
  RESERVATION_REFINEMENT: 3,
  RESOURCE_PROVIDER: 4,
  RESIZE_VOLUME: 5,
  AGENT_OPERATION_FEEDBACK: 6,
  AGENT_DRAINING: 7,
  TASK_RESOURCE_LIMITS: 8,
})
export type AgentInfoCapabilityType = Infer<typeof AgentInfoCapabilityType>

export const AgentInfoCapability = message('AgentInfo.Capability', {
  type: optional(1, AgentInfoCapabilityType),
})
export type AgentInfoCapability = Infer<typeof AgentInfoCapability>

export const DrainState = enumeration('DrainState', { UNKNOWN: 0, DRAINING: 1, DRAINED: 2 })
export type DrainState = Infer<typeof DrainState>

export const DrainConfig = message('DrainConfig', {
  max_grace_period: optional(1, DurationInfo),
  mark_gone: optional(2, 'bool', { default: false }),
})
export type DrainConfig = Infer<typeof DrainConfig>

export const DrainInfo = message('DrainInfo', {
  state: required(1, DrainState),
  config: required(2, DrainConfig),
})
export type DrainInfo = Infer<typeof DrainInfo>
