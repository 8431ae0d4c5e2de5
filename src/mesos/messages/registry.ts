import { AgentInfo, DrainInfo, MasterInfo } from './agent-info.ts'
import { MachineInfo, TimeInfo } from './basics.ts'
import { WeightInfo } from './cluster.ts'
import { type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { AgentID } from './ids.ts'
import { Schedule } from './maintenance.ts'
import { QuotaConfig, QuotaInfo } from './quota.ts'

export const RegistryMaster = message('Registry.Master', {
  info: required(1, MasterInfo),
})
export type RegistryMaster = Infer<typeof RegistryMaster>

export const RegistrySlave = message('Registry.Slave', {
  info: required(1, AgentInfo),
  drain_info: optional(2, DrainInfo),
  deactivated: optional(3, 'bool', { default: false }),
})
export type RegistrySlave = Infer<typeof RegistrySlave>

export const RegistrySlaves = message('Registry.Slaves', {
  agents: repeated(1, RegistrySlave),
})
export type RegistrySlaves = Infer<typeof RegistrySlaves>

export const RegistryUnreachableSlave = message('Registry.UnreachableSlave', {
  id: required(1, AgentID),
  timestamp: required(2, TimeInfo),
  drain_info: optional(3, DrainInfo),
  deactivated: optional(4, 'bool', { default: false }),
})
export type RegistryUnreachableSlave = Infer<typeof RegistryUnreachableSlave>

export const RegistryUnreachableSlaves = message('Registry.UnreachableSlaves', {
  agents: repeated(1, RegistryUnreachableSlave),
})
export type RegistryUnreachableSlaves = Infer<typeof RegistryUnreachableSlaves>

export const RegistryGoneSlave = message('Registry.GoneSlave', {
  id: required(1, AgentID),
  timestamp: required(2, TimeInfo),
})
export type RegistryGoneSlave = Infer<typeof RegistryGoneSlave>

export const RegistryGoneSlaves = message('Registry.GoneSlaves', {
  agents: repeated(1, RegistryGoneSlave),
})
export type RegistryGoneSlaves = Infer<typeof RegistryGoneSlaves>

export const RegistryMachine = message('Registry.Machine', {
  info: required(1, MachineInfo),
})
export type RegistryMachine = Infer<typeof RegistryMachine>

export const RegistryMachines = message('Registry.Machines', {
  machines: repeated(1, RegistryMachine),
})
export type RegistryMachines = Infer<typeof RegistryMachines>

export const RegistryQuota = message('Registry.Quota', {
  info: required(1, QuotaInfo),
})
export type RegistryQuota = Infer<typeof RegistryQuota>

export const RegistryWeight = message('Registry.Weight', {
  info: required(1, WeightInfo),
})
export type RegistryWeight = Infer<typeof RegistryWeight>

export const RegistryMinimumCapability = message('Registry.MinimumCapability', {
  capability: required(1, 'string'),
})
export type RegistryMinimumCapability = Infer<typeof RegistryMinimumCapability>

export const Registry = message('Registry', {
  master: optional(1, RegistryMaster),
  agents: optional(2, RegistrySlaves),
  unreachable: optional(7, RegistryUnreachableSlaves),
  gone: optional(8, RegistryGoneSlaves),
  machines: optional(3, RegistryMachines),
  schedules: repeated(4, Schedule),
  quotas: repeated(5, RegistryQuota, { deprecated: true }),
  quota_configs: repeated(11, QuotaConfig),
  weights: repeated(6, RegistryWeight),
  minimum_capabilities: repeated(10, RegistryMinimumCapability),
})
export type Registry = Infer<typeof Registry>
