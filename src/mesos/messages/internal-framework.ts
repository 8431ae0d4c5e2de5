import { MasterInfo } from './agent-info.ts'
import { type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { Filters, FrameworkInfo, Request } from './framework.ts'
import { AgentID, FrameworkID, OfferID } from './ids.ts'
import { InverseOffer, Offer } from './offer.ts'
import { Task, TaskInfo, TaskStatus } from './task.ts'

export const SubmitSchedulerRequest = message('SubmitSchedulerRequest', {
  name: required(1, 'string'),
})
export type SubmitSchedulerRequest = Infer<typeof SubmitSchedulerRequest>

export const SubmitSchedulerResponse = message('SubmitSchedulerResponse', {
  okay: required(1, 'bool'),
})
export type SubmitSchedulerResponse = Infer<typeof SubmitSchedulerResponse>

export const RegisterFrameworkMessage = message('RegisterFrameworkMessage', {
  framework: required(1, FrameworkInfo),
})
export type RegisterFrameworkMessage = Infer<typeof RegisterFrameworkMessage>

export const ReregisterFrameworkMessage = message('ReregisterFrameworkMessage', {
  framework: required(2, FrameworkInfo),
  failover: required(3, 'bool'),
})
export type ReregisterFrameworkMessage = Infer<typeof ReregisterFrameworkMessage>

export const FrameworkRegisteredMessage = message('FrameworkRegisteredMessage', {
  framework_id: required(1, FrameworkID),
  master_info: required(2, MasterInfo),
})
export type FrameworkRegisteredMessage = Infer<typeof FrameworkRegisteredMessage>

export const FrameworkReregisteredMessage = message('FrameworkReregisteredMessage', {
  framework_id: required(1, FrameworkID),
  master_info: required(2, MasterInfo),
})
export type FrameworkReregisteredMessage = Infer<typeof FrameworkReregisteredMessage>

export const UnregisterFrameworkMessage = message('UnregisterFrameworkMessage', {
  framework_id: required(1, FrameworkID),
})
export type UnregisterFrameworkMessage = Infer<typeof UnregisterFrameworkMessage>

export const DeactivateFrameworkMessage = message('DeactivateFrameworkMessage', {
  framework_id: required(1, FrameworkID),
})
export type DeactivateFrameworkMessage = Infer<typeof DeactivateFrameworkMessage>

export const ResourceRequestMessage = message('ResourceRequestMessage', {
  framework_id: required(1, FrameworkID),
  requests: repeated(2, Request),
})
export type ResourceRequestMessage = Infer<typeof ResourceRequestMessage>

export const ResourceOffersMessage = message('ResourceOffersMessage', {
  offers: repeated(1, Offer),
  pids: repeated(2, 'string'),
})
export type ResourceOffersMessage = Infer<typeof ResourceOffersMessage>

export const InverseOffersMessage = message('InverseOffersMessage', {
  inverse_offers: repeated(1, InverseOffer),
  pids: repeated(2, 'string'),
})
export type InverseOffersMessage = Infer<typeof InverseOffersMessage>

export const LaunchTasksMessage = message('LaunchTasksMessage', {
  framework_id: required(1, FrameworkID),
  tasks: repeated(3, TaskInfo),
  filters: required(5, Filters),
  offer_ids: repeated(6, OfferID),
})
export type LaunchTasksMessage = Infer<typeof LaunchTasksMessage>

export const RescindResourceOfferMessage = message('RescindResourceOfferMessage', {
  offer_id: required(1, OfferID),
})
export type RescindResourceOfferMessage = Infer<typeof RescindResourceOfferMessage>

export const RescindInverseOfferMessage = message('RescindInverseOfferMessage', {
  inverse_offer_id: required(1, OfferID),
})
export type RescindInverseOfferMessage = Infer<typeof RescindInverseOfferMessage>

export const ReviveOffersMessage = message('ReviveOffersMessage', {
  framework_id: required(1, FrameworkID),
  roles: repeated(2, 'string'),
})
export type ReviveOffersMessage = Infer<typeof ReviveOffersMessage>

export const LostSlaveMessage = message('LostSlaveMessage', {
  agent_id: required(1, AgentID),
})
export type LostSlaveMessage = Infer<typeof LostSlaveMessage>

export const ReconcileTasksMessage = message('ReconcileTasksMessage', {
  framework_id: required(1, FrameworkID),
  statuses: repeated(2, TaskStatus),
  framework: optional(3, FrameworkInfo),
})
export type ReconcileTasksMessage = Infer<typeof ReconcileTasksMessage>

export const FrameworkErrorMessage = message('FrameworkErrorMessage', {
  message: required(2, 'string'),
})
export type FrameworkErrorMessage = Infer<typeof FrameworkErrorMessage>

export const ShutdownFrameworkMessage = message('ShutdownFrameworkMessage', {
  framework_id: required(1, FrameworkID),
})
export type ShutdownFrameworkMessage = Infer<typeof ShutdownFrameworkMessage>

export const UpdateFrameworkMessage = message('UpdateFrameworkMessage', {
  framework_id: required(1, FrameworkID),
  pid: optional(2, 'string'),
  framework_info: optional(3, FrameworkInfo),
})
export type UpdateFrameworkMessage = Infer<typeof UpdateFrameworkMessage>

export const ArchiveFramework = message('Archive.Framework', {
  framework_info: required(1, FrameworkInfo),
  pid: optional(2, 'string'),
  tasks: repeated(3, Task),
})
export type ArchiveFramework = Infer<typeof ArchiveFramework>
