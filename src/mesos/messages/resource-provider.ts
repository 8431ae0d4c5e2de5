import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { FrameworkID, ResourceProviderID, UUID } from './ids.ts'
import { OfferOperation, Operation, OperationStatus } from './offer.ts'
import { Resource } from './resource.ts'
import { ResourceProviderInfo } from './resource-provider-info.ts'

export const EventType = enumeration('Event.Type', {
  UNKNOWN: 0,
  SUBSCRIBED: 1,
  APPLY_OPERATION: 2,
  PUBLISH_RESOURCES: 3,
  ACKNOWLEDGE_OPERATION_STATUS: 4,
  RECONCILE_OPERATIONS: 5,
  TEARDOWN: 6,
})
export type EventType = Infer<typeof EventType>

export const EventSubscribed = message('Event.Subscribed', {
  provider_id: required(1, ResourceProviderID),
})
export type EventSubscribed = Infer<typeof EventSubscribed>

export const EventApplyOperation = message('Event.ApplyOperation', {
  framework_id: optional(1, FrameworkID),
  info: required(2, OfferOperation),
  operation_uuid: required(3, UUID),
  resource_version_uuid: required(4, UUID),
})
export type EventApplyOperation = Infer<typeof EventApplyOperation>

export const EventPublishResources = message('Event.PublishResources', {
  uuid: required(1, UUID),
  resources: repeated(2, Resource),
})
export type EventPublishResources = Infer<typeof EventPublishResources>

export const EventAcknowledgeOperationStatus = message('Event.AcknowledgeOperationStatus', {
  status_uuid: required(1, UUID),
  operation_uuid: required(2, UUID),
})
export type EventAcknowledgeOperationStatus = Infer<typeof EventAcknowledgeOperationStatus>

export const EventReconcileOperations = message('Event.ReconcileOperations', {
  operation_uuids: repeated(1, UUID),
})
export type EventReconcileOperations = Infer<typeof EventReconcileOperations>

export const Event = message('Event', {
  type: optional(1, EventType),
  subscribed: optional(2, EventSubscribed),
  apply_operation: optional(3, EventApplyOperation),
  publish_resources: optional(4, EventPublishResources),
  acknowledge_operation_status: optional(5, EventAcknowledgeOperationStatus),
  reconcile_operations: optional(6, EventReconcileOperations),
})
export type Event = Infer<typeof Event>

export const CallType = enumeration('Call.Type', {
  UNKNOWN: 0,
  SUBSCRIBE: 1,
  UPDATE_OPERATION_STATUS: 2,
  UPDATE_STATE: 3,
  UPDATE_PUBLISH_RESOURCES_STATUS: 4,
})
export type CallType = Infer<typeof CallType>

export const CallSubscribe = message('Call.Subscribe', {
  resource_provider_info: required(1, ResourceProviderInfo),
})
export type CallSubscribe = Infer<typeof CallSubscribe>

export const CallUpdateOperationStatus = message('Call.UpdateOperationStatus', {
  framework_id: optional(1, FrameworkID),
  status: required(2, OperationStatus),
  latest_status: optional(3, OperationStatus),
  operation_uuid: required(4, UUID),
})
export type CallUpdateOperationStatus = Infer<typeof CallUpdateOperationStatus>

export const CallUpdateState = message('Call.UpdateState', {
  operations: repeated(1, Operation),
  resources: repeated(2, Resource),
  resource_version_uuid: required(3, UUID),
})
export type CallUpdateState = Infer<typeof CallUpdateState>

export const CallUpdatePublishResourcesStatusStatus = enumeration('Call.UpdatePublishResourcesStatus.Status', {
  UNKNOWN: 0,
  OK: 1,
  FAILED: 2,
})
export type CallUpdatePublishResourcesStatusStatus = Infer<typeof CallUpdatePublishResourcesStatusStatus>

export const CallUpdatePublishResourcesStatus = message('Call.UpdatePublishResourcesStatus', {
  uuid: required(1, UUID),
  status: required(2, CallUpdatePublishResourcesStatusStatus),
})
export type CallUpdatePublishResourcesStatus = Infer<typeof CallUpdatePublishResourcesStatus>

export const Call = message('Call', {
  resource_provider_id: optional(1, ResourceProviderID),
  type: optional(2, CallType),
  subscribe: optional(3, CallSubscribe),
  update_operation_status: optional(4, CallUpdateOperationStatus),
  update_state: optional(5, CallUpdateState),
  update_publish_resources_status: optional(6, CallUpdatePublishResourcesStatus),
})
export type Call = Infer<typeof Call>
