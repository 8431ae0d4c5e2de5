import { Labels, ValueScalar } from './basics.ts'
import { enumeration, type Infer, map, message, optional, repeated, required } from './codec/schema.ts'
import { AgentID, FrameworkID } from './ids.ts'
import { Resource } from './resource.ts'

export const FrameworkInfoCapabilityType = enumeration('FrameworkInfo.Capability.Type', {
  UNKNOWN: 0,
  REVOCABLE_RESOURCES: 1,
  TASK_KILLING_STATE: 2,
  GPU_RESOURCES: 3,
  SHARED_RESOURCES: 4,
  PARTITION_AWARE: 5,
  MULTI_ROLE: 6,
  RESERVATION_REFINEMENT: 7,
  REGION_AWARE: 8,
})
export type FrameworkInfoCapabilityType = Infer<typeof FrameworkInfoCapabilityType>

export const FrameworkInfoCapability = message('FrameworkInfo.Capability', {
  type: optional(1, FrameworkInfoCapabilityType),
})
export type FrameworkInfoCapability = Infer<typeof FrameworkInfoCapability>

export const OfferFiltersResourceQuantities = message('OfferFilters.ResourceQuantities', {
  quantities: map(1, ValueScalar),
})
export type OfferFiltersResourceQuantities = Infer<typeof OfferFiltersResourceQuantities>

export const OfferFiltersMinAllocatableResources = message('OfferFilters.MinAllocatableResources', {
  quantities: repeated(1, OfferFiltersResourceQuantities),
})
export type OfferFiltersMinAllocatableResources = Infer<typeof OfferFiltersMinAllocatableResources>

export const OfferFilters = message('OfferFilters', {
  min_allocatable_resources: optional(1, OfferFiltersMinAllocatableResources),
})
export type OfferFilters = Infer<typeof OfferFilters>

export const FrameworkInfo = message('FrameworkInfo', {
  user: required(1, 'string'),
  name: required(2, 'string'),
  id: optional(3, FrameworkID),
  failover_timeout: optional(4, 'double', { default: 0 }),
  checkpoint: optional(5, 'bool', { default: false }),
  role: optional(6, 'string', { default: '*', deprecated: true }),
  roles: repeated(12, 'string'),
  hostname: optional(7, 'string'),
  principal: optional(8, 'string'),
  webui_url: optional(9, 'string'),
  capabilities: repeated(10, FrameworkInfoCapability),
  labels: optional(11, Labels),
  offer_filters: map(13, OfferFilters),
})
export type FrameworkInfo = Infer<typeof FrameworkInfo>

export const Request = message('Request', {
  agent_id: optional(1, AgentID),
  resources: repeated(2, Resource),
})
export type Request = Infer<typeof Request>

export const Filters = message('Filters', {
  refuse_seconds: optional(1, 'double', { default: 5 }),
})
export type Filters = Infer<typeof Filters>

export const RateLimit = message('RateLimit', {
  qps: optional(1, 'double'),
  principal: required(2, 'string'),
  capacity: optional(3, 'uint64'),
})
export type RateLimit = Infer<typeof RateLimit>

export const RateLimits = message('RateLimits', {
  limits: repeated(1, RateLimit),
  aggregate_default_qps: optional(2, 'double'),
  aggregate_default_capacity: optional(3, 'uint64'),
})
export type RateLimits = Infer<typeof RateLimits>
