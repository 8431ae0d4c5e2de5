import { Attribute, DomainInfo, Unavailability, URL, ValueScalar } from './basics.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { AgentID, ExecutorID, FrameworkID, OfferID, OperationID, ResourceProviderID, UUID } from './ids.ts'
import { Resource, ResourceAllocationInfo, ResourceDiskInfoSourceType } from './resource.ts'
import { ExecutorInfo, TaskGroupInfo, TaskInfo } from './task.ts'

export const Offer = message('Offer', {
  id: required(1, OfferID),
  framework_id: required(2, FrameworkID),
  agent_id: required(3, AgentID),
  hostname: required(4, 'string'),
  url: optional(8, URL),
  domain: optional(11, DomainInfo),
  resources: repeated(5, Resource),
  attributes: repeated(7, Attribute),
  executor_ids: repeated(6, ExecutorID),
  unavailability: optional(9, Unavailability),
  allocation_info: optional(10, ResourceAllocationInfo),
})
export type Offer = Infer<typeof Offer>

export const OfferOperationType = enumeration('Offer.Operation.Type', {
  UNKNOWN: 0,
  LAUNCH: 1,
  LAUNCH_GROUP: 6,
  RESERVE: 2,
  UNRESERVE: 3,
  CREATE: 4,
  DESTROY: 5,
  GROW_VOLUME: 11,
  SHRINK_VOLUME: 12,
  CREATE_DISK: 13,
  DESTROY_DISK: 14,
})
export type OfferOperationType = Infer<typeof OfferOperationType>

export const OfferOperationLaunch = message('Offer.Operation.Launch', {
  task_infos: repeated(1, TaskInfo),
})
export type OfferOperationLaunch = Infer<typeof OfferOperationLaunch>

export const OfferOperationLaunchGroup = message('Offer.Operation.LaunchGroup', {
  executor: required(1, ExecutorInfo),
  task_group: required(2, TaskGroupInfo),
})
export type OfferOperationLaunchGroup = Infer<typeof OfferOperationLaunchGroup>

export const OfferOperationReserve = message('Offer.Operation.Reserve', {
  source: repeated(2, Resource),
  resources: repeated(1, Resource),
})
export type OfferOperationReserve = Infer<typeof OfferOperationReserve>

export const OfferOperationUnreserve = message('Offer.Operation.Unreserve', {
  resources: repeated(1, Resource),
})
export type OfferOperationUnreserve = Infer<typeof OfferOperationUnreserve>

export const OfferOperationCreate = message('Offer.Operation.Create', {
  volumes: repeated(1, Resource),
})
export type OfferOperationCreate = Infer<typeof OfferOperationCreate>

export const OfferOperationDestroy = message('Offer.Operation.Destroy', {
  volumes: repeated(1, Resource),
})
export type OfferOperationDestroy = Infer<typeof OfferOperationDestroy>

export const OfferOperationGrowVolume = message('Offer.Operation.GrowVolume', {
  volume: required(1, Resource),
  addition: required(2, Resource),
})
export type OfferOperationGrowVolume = Infer<typeof OfferOperationGrowVolume>

export const OfferOperationShrinkVolume = message('Offer.Operation.ShrinkVolume', {
  volume: required(1, Resource),
  subtract: required(2, ValueScalar),
})
export type OfferOperationShrinkVolume = Infer<typeof OfferOperationShrinkVolume>

export const OfferOperationCreateDisk = message('Offer.Operation.CreateDisk', {
  source: required(1, Resource),
  target_type: required(2, ResourceDiskInfoSourceType),
  target_profile: optional(3, 'string'),
})
export type OfferOperationCreateDisk = Infer<typeof OfferOperationCreateDisk>

export const OfferOperationDestroyDisk = message('Offer.Operation.DestroyDisk', {
  source: required(1, Resource),
})
export type OfferOperationDestroyDisk = Infer<typeof OfferOperationDestroyDisk>

export const OfferOperation = message('Offer.Operation', {
  type: optional(1, OfferOperationType),
  id: optional(12, OperationID),
  launch: optional(2, OfferOperationLaunch),
  launch_group: optional(7, OfferOperationLaunchGroup),
  reserve: optional(3, OfferOperationReserve),
  unreserve: optional(4, OfferOperationUnreserve),
  create: optional(5, OfferOperationCreate),
  destroy: optional(6, OfferOperationDestroy),
  grow_volume: optional(13, OfferOperationGrowVolume),
  shrink_volume: optional(14, OfferOperationShrinkVolume),
  create_disk: optional(15, OfferOperationCreateDisk),
  destroy_disk: optional(16, OfferOperationDestroyDisk),
})
export type OfferOperation = Infer<typeof OfferOperation>

export const InverseOffer = message('InverseOffer', {
  id: required(1, OfferID),
  url: optional(2, URL),
  framework_id: required(3, FrameworkID),
  agent_id: optional(4, AgentID),
  unavailability: required(5, Unavailability),
  resources: repeated(6, Resource),
})
export type InverseOffer = Infer<typeof InverseOffer>

export const OperationState = enumeration('OperationState', {
  OPERATION_UNSUPPORTED: 0,
  OPERATION_PENDING: 1,
  OPERATION_FINISHED: 2,
  OPERATION_FAILED: 3,
  OPERATION_ERROR: 4,
  OPERATION_DROPPED: 5,
  OPERATION_UNREACHABLE: 6,
  OPERATION_GONE_BY_OPERATOR: 7,
  OPERATION_RECOVERING: 8,
  OPERATION_UNKNOWN: 9,
})
export type OperationState = Infer<typeof OperationState>

export const OperationStatus = message('OperationStatus', {
  operation_id: optional(1, OperationID),
  state: required(2, OperationState),
  message: optional(3, 'string'),
  converted_resources: repeated(4, Resource),
  uuid: optional(5, UUID),
  agent_id: optional(6, AgentID),
  resource_provider_id: optional(7, ResourceProviderID),
})
export type OperationStatus = Infer<typeof OperationStatus>

export const Operation = message('Operation', {
  framework_id: optional(1, FrameworkID),
  agent_id: optional(2, AgentID),
  info: required(3, OfferOperation),
  latest_status: required(4, OperationStatus),
  statuses: repeated(5, OperationStatus),
  uuid: required(6, UUID),
})
export type Operation = Infer<typeof Operation>
