import { Attribute } from './basics.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { CommandInfo } from './command.ts'
import { ContainerInfo } from './container.ts'
import { ResourceProviderID } from './ids.ts'
import { Resource, ResourceReservationInfo } from './resource.ts'

export const CSIPluginContainerInfoService = enumeration('CSIPluginContainerInfo.Service', {
  UNKNOWN: 0,
  CONTROLLER_SERVICE: 1,
  NODE_SERVICE: 2,
})
export type CSIPluginContainerInfoService = Infer<typeof CSIPluginContainerInfoService>

export const CSIPluginContainerInfo = message('CSIPluginContainerInfo', {
  services: repeated(1, CSIPluginContainerInfoService),
  command: optional(2, CommandInfo),
  resources: repeated(3, Resource),
  container: optional(4, ContainerInfo),
})
export type CSIPluginContainerInfo = Infer<typeof CSIPluginContainerInfo>

export const CSIPluginEndpoint = message('CSIPluginEndpoint', {
  csi_service: required(1, CSIPluginContainerInfoService),
  endpoint: required(2, 'string'),
})
export type CSIPluginEndpoint = Infer<typeof CSIPluginEndpoint>

export const CSIPluginInfo = message('CSIPluginInfo', {
  type: required(1, 'string'),
  name: optional(2, 'string', { default: 'default' }),
  containers: repeated(3, CSIPluginContainerInfo),
  endpoints: repeated(4, CSIPluginEndpoint),
  target_path_root: optional(5, 'string'),
  target_path_exists: optional(6, 'bool'),
})
export type CSIPluginInfo = Infer<typeof CSIPluginInfo>

export const ResourceProviderInfoStorage = message('ResourceProviderInfo.Storage', {
  plugin: required(1, CSIPluginInfo),
  reconciliation_interval_seconds: optional(2, 'double'),
})
export type ResourceProviderInfoStorage = Infer<typeof ResourceProviderInfoStorage>

export const ResourceProviderInfo = message('ResourceProviderInfo', {
  id: optional(1, ResourceProviderID),
  attributes: repeated(2, Attribute),
  type: required(3, 'string'),
  name: required(4, 'string'),
  default_reservations: repeated(5, ResourceReservationInfo),
  storage: optional(6, ResourceProviderInfoStorage),
})
export type ResourceProviderInfo = Infer<typeof ResourceProviderInfo>
