import { Labels, ValueRanges, ValueScalar, ValueSet, ValueType } from './basics.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { ResourceProviderID } from './ids.ts'
import { Volume } from './volume.ts'

export const ResourceRevocableInfo = message('Resource.RevocableInfo', {})
export type ResourceRevocableInfo = Infer<typeof ResourceRevocableInfo>

export const ResourceSharedInfo = message('Resource.SharedInfo', {})
export type ResourceSharedInfo = Infer<typeof ResourceSharedInfo>

export const ResourceAllocationInfo = message('Resource.AllocationInfo', {
  role: optional(1, 'string'),
})
export type ResourceAllocationInfo = Infer<typeof ResourceAllocationInfo>

export const ResourceReservationInfoType = enumeration('Resource.ReservationInfo.Type', {
  UNKNOWN: 0,
  STATIC: 1,
  DYNAMIC: 2,
})
export type ResourceReservationInfoType = Infer<typeof ResourceReservationInfoType>

export const ResourceReservationInfo = message('Resource.ReservationInfo', {
  type: optional(4, ResourceReservationInfoType),
  role: optional(3, 'string'),
  principal: optional(1, 'string'),
  labels: optional(2, Labels),
})
export type ResourceReservationInfo = Infer<typeof ResourceReservationInfo>

export const ResourceDiskInfoPersistence = message('Resource.DiskInfo.Persistence', {
  id: required(1, 'string'),
  principal: optional(2, 'string'),
})
export type ResourceDiskInfoPersistence = Infer<typeof ResourceDiskInfoPersistence>

export const ResourceDiskInfoSourceType = enumeration('Resource.DiskInfo.Source.Type', {
  UNKNOWN: 0,
  PATH: 1,
  MOUNT: 2,
  BLOCK: 3,
  RAW: 4,
})
export type ResourceDiskInfoSourceType = Infer<typeof ResourceDiskInfoSourceType>

export const ResourceDiskInfoSourcePath = message('Resource.DiskInfo.Source.Path', {
  root: optional(1, 'string'),
})
export type ResourceDiskInfoSourcePath = Infer<typeof ResourceDiskInfoSourcePath>

export const ResourceDiskInfoSourceMount = message('Resource.DiskInfo.Source.Mount', {
  root: optional(1, 'string'),
})
export type ResourceDiskInfoSourceMount = Infer<typeof ResourceDiskInfoSourceMount>

export const ResourceDiskInfoSource = message('Resource.DiskInfo.Source', {
  type: required(1, ResourceDiskInfoSourceType),
  path: optional(2, ResourceDiskInfoSourcePath),
  mount: optional(3, ResourceDiskInfoSourceMount),
  vendor: optional(7, 'string'),
  id: optional(4, 'string'),
  metadata: optional(5, Labels),
  profile: optional(6, 'string'),
})
export type ResourceDiskInfoSource = Infer<typeof ResourceDiskInfoSource>

export const ResourceDiskInfo = message('Resource.DiskInfo', {
  persistence: optional(1, ResourceDiskInfoPersistence),
  volume: optional(2, Volume),
  source: optional(3, ResourceDiskInfoSource),
})
export type ResourceDiskInfo = Infer<typeof ResourceDiskInfo>

export const Resource = message('Resource', {
  provider_id: optional(12, ResourceProviderID),
  name: required(1, 'string'),
  type: required(2, ValueType),
  scalar: optional(3, ValueScalar),
  ranges: optional(4, ValueRanges),
  set: optional(5, ValueSet),
  role: optional(6, 'string', { default: '*', deprecated: true }),
  allocation_info: optional(11, ResourceAllocationInfo),
  reservation: optional(8, ResourceReservationInfo),
  reservations: repeated(13, ResourceReservationInfo),
  disk: optional(7, ResourceDiskInfo),
  revocable: optional(9, ResourceRevocableInfo),
  shared: optional(10, ResourceSharedInfo),
})
export type Resource = Infer<typeof Resource>
