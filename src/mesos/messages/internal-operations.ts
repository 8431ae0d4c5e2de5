import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { AgentID, FrameworkID, OperationID, ResourceProviderID, UUID } from './ids.ts'
import { OfferOperation, Operation, OperationStatus } from './offer.ts'
import { Resource } from './resource.ts'
import { Call, Event } from './resource-provider.ts'
import { ResourceProviderInfo } from './resource-provider-info.ts'

export const AcknowledgeOperationStatusMessage = message('AcknowledgeOperationStatusMessage', {
  status_uuid: required(1, UUID),
  operation_uuid: required(2, UUID),
  resource_provider_id: optional(3, ResourceProviderID),
})
export type AcknowledgeOperationStatusMessage = Infer<typeof AcknowledgeOperationStatusMessage>

export const ReconcileOperationsMessageOperation = message('ReconcileOperationsMessage.Operation', {
  operation_uuid: optional(1, UUID),
  operation_id: optional(3, OperationID),
  resource_provider_id: optional(2, ResourceProviderID),
})
export type ReconcileOperationsMessageOperation = Infer<typeof ReconcileOperationsMessageOperation>

export const ReconcileOperationsMessage = message('ReconcileOperationsMessage', {
  operations: repeated(1, ReconcileOperationsMessageOperation),
  framework_id: optional(2, FrameworkID),
})
export type ReconcileOperationsMessage = Infer<typeof ReconcileOperationsMessage>

export const ResourceVersionUUID = message('ResourceVersionUUID', {
  resource_provider_id: optional(1, ResourceProviderID),
  uuid: required(2, UUID),
})
export type ResourceVersionUUID = Infer<typeof ResourceVersionUUID>

export const UpdateSlaveMessageOperations = message('UpdateSlaveMessage.Operations', {
  operations: repeated(1, Operation),
})
export type UpdateSlaveMessageOperations = Infer<typeof UpdateSlaveMessageOperations>

export const UpdateSlaveMessageResourceProvider = message('UpdateSlaveMessage.ResourceProvider', {
  info: optional(1, ResourceProviderInfo),
  total_resources: repeated(2, Resource),
  operations: required(3, UpdateSlaveMessageOperations),
  resource_version_uuid: required(4, UUID),
})
export type UpdateSlaveMessageResourceProvider = Infer<typeof UpdateSlaveMessageResourceProvider>

export const UpdateSlaveMessageResourceProviders = message('UpdateSlaveMessage.ResourceProviders', {
  providers: repeated(1, UpdateSlaveMessageResourceProvider),
})
export type UpdateSlaveMessageResourceProviders = Infer<typeof UpdateSlaveMessageResourceProviders>

export const UpdateSlaveMessage = message('UpdateSlaveMessage', {
  agent_id: required(1, AgentID),
  update_oversubscribed_resources: optional(5, 'bool'),
  oversubscribed_resources: repeated(2, Resource),
  operations: optional(6, UpdateSlaveMessageOperations),
  resource_version_uuid: optional(7, UUID),
  resource_providers: optional(8, UpdateSlaveMessageResourceProviders),
})
export type UpdateSlaveMessage = Infer<typeof UpdateSlaveMessage>

export const UpdateOperationStatusMessage = message('UpdateOperationStatusMessage', {
  framework_id: optional(1, FrameworkID),
  agent_id: optional(2, AgentID),
  status: required(3, OperationStatus),
  latest_status: optional(4, OperationStatus),
  operation_uuid: optional(5, UUID),
})
export type UpdateOperationStatusMessage = Infer<typeof UpdateOperationStatusMessage>

export const UpdateOperationStatusRecordType = enumeration('UpdateOperationStatusRecord.Type', { UPDATE: 0, ACK: 1 })
export type UpdateOperationStatusRecordType = Infer<typeof UpdateOperationStatusRecordType>

export const UpdateOperationStatusRecord = message('UpdateOperationStatusRecord', {
  type: required(1, UpdateOperationStatusRecordType),
  update: optional(2, UpdateOperationStatusMessage),
  uuid: optional(3, UUID),
})
export type UpdateOperationStatusRecord = Infer<typeof UpdateOperationStatusRecord>

export const ApplyOperationMessage = message('ApplyOperationMessage', {
  framework_id: optional(1, FrameworkID),
  operation_info: required(2, OfferOperation),
  operation_uuid: required(3, UUID),
  resource_version_uuid: required(4, ResourceVersionUUID),
})
export type ApplyOperationMessage = Infer<typeof ApplyOperationMessage>

export const ResourceProviderCallMessage = message('ResourceProviderCallMessage', {
  call: required(1, Call),
  uuid: optional(2, UUID),
})
export type ResourceProviderCallMessage = Infer<typeof ResourceProviderCallMessage>

export const ResourceProviderEventMessage = message('ResourceProviderEventMessage', {
  resource_provider_id: required(1, ResourceProviderID),
  event: required(2, Event),
  uuid: optional(3, UUID),
})
export type ResourceProviderEventMessage = Infer<typeof ResourceProviderEventMessage>

/** An agent's own record of what is reserved on it (src/slave/state.proto). */
export const ResourceState = message('ResourceState', {
  operations: repeated(1, Operation),
  resources: repeated(2, Resource),
})
export type ResourceState = Infer<typeof ResourceState>
