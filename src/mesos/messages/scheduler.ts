import { MasterInfo } from './agent-info.ts'
import { enumeration, type Infer, map, message, optional, repeated, required } from './codec/schema.ts'
import { KillPolicy } from './command.ts'
import { Filters, FrameworkInfo, Request } from './framework.ts'
import { AgentID, ExecutorID, FrameworkID, OfferID, OperationID, ResourceProviderID, TaskID } from './ids.ts'
import { InverseOffer, Offer, OfferOperation, OperationStatus } from './offer.ts'
import { TaskStatus } from './task.ts'

export const AttributeConstraintPredicateExists = message('AttributeConstraint.Predicate.Exists', {})
export type AttributeConstraintPredicateExists = Infer<typeof AttributeConstraintPredicateExists>

export const AttributeConstraintPredicateNotExists = message('AttributeConstraint.Predicate.NotExists', {})
export type AttributeConstraintPredicateNotExists = Infer<typeof AttributeConstraintPredicateNotExists>

export const EventType = enumeration('Event.Type', {
  UNKNOWN: 0,
  SUBSCRIBED: 1,
  OFFERS: 2,
  INVERSE_OFFERS: 9,
  RESCIND: 3,
  RESCIND_INVERSE_OFFER: 10,
  UPDATE: 4,
  UPDATE_OPERATION_STATUS: 11,
  MESSAGE: 5,
  FAILURE: 6,
  ERROR: 7,
  HEARTBEAT: 8,
})
export type EventType = Infer<typeof EventType>

export const EventSubscribed = message('Event.Subscribed', {
  framework_id: required(1, FrameworkID),
  heartbeat_interval_seconds: optional(2, 'double'),
  master_info: optional(3, MasterInfo),
})
export type EventSubscribed = Infer<typeof EventSubscribed>

export const EventOffers = message('Event.Offers', {
  offers: repeated(1, Offer),
})
export type EventOffers = Infer<typeof EventOffers>

export const EventInverseOffers = message('Event.InverseOffers', {
  inverse_offers: repeated(1, InverseOffer),
})
export type EventInverseOffers = Infer<typeof EventInverseOffers>

export const EventRescind = message('Event.Rescind', {
  offer_id: required(1, OfferID),
})
export type EventRescind = Infer<typeof EventRescind>

export const EventRescindInverseOffer = message('Event.RescindInverseOffer', {
  inverse_offer_id: required(1, OfferID),
})
export type EventRescindInverseOffer = Infer<typeof EventRescindInverseOffer>

export const EventUpdate = message('Event.Update', {
  status: required(1, TaskStatus),
})
export type EventUpdate = Infer<typeof EventUpdate>

export const EventUpdateOperationStatus = message('Event.UpdateOperationStatus', {
  status: required(1, OperationStatus),
})
export type EventUpdateOperationStatus = Infer<typeof EventUpdateOperationStatus>

export const EventMessage = message('Event.Message', {
  agent_id: required(1, AgentID),
  executor_id: required(2, ExecutorID),
  data: required(3, 'bytes'),
})
export type EventMessage = Infer<typeof EventMessage>

export const EventFailure = message('Event.Failure', {
  agent_id: optional(1, AgentID),
  executor_id: optional(2, ExecutorID),
  status: optional(3, 'int32'),
})
export type EventFailure = Infer<typeof EventFailure>

export const EventError = message('Event.Error', {
  message: required(1, 'string'),
})
export type EventError = Infer<typeof EventError>

export const Event = message('Event', {
  type: optional(1, EventType),
  subscribed: optional(2, EventSubscribed),
  offers: optional(3, EventOffers),
  inverse_offers: optional(9, EventInverseOffers),
  rescind: optional(4, EventRescind),
  rescind_inverse_offer: optional(10, EventRescindInverseOffer),
  update: optional(5, EventUpdate),
  update_operation_status: optional(11, EventUpdateOperationStatus),
  message: optional(6, EventMessage),
  failure: optional(7, EventFailure),
  error: optional(8, EventError),
})
export type Event = Infer<typeof Event>

export const ResponseType = enumeration('Response.Type', { UNKNOWN: 0, RECONCILE_OPERATIONS: 1 })
export type ResponseType = Infer<typeof ResponseType>

export const ResponseReconcileOperations = message('Response.ReconcileOperations', {
  operation_statuses: repeated(1, OperationStatus, { deprecated: true }),
})
export type ResponseReconcileOperations = Infer<typeof ResponseReconcileOperations>

export const Response = message('Response', {
  type: optional(1, ResponseType),
  reconcile_operations: optional(2, ResponseReconcileOperations, { deprecated: true }),
})
export type Response = Infer<typeof Response>

export const AttributeConstraintSelectorPseudoattributeType = enumeration(
  'AttributeConstraint.Selector.PseudoattributeType',
  { UNKNOWN: 0, HOSTNAME: 1, REGION: 2, ZONE: 3 },
)
export type AttributeConstraintSelectorPseudoattributeType = Infer<
  typeof AttributeConstraintSelectorPseudoattributeType
>

export const AttributeConstraintSelector = message('AttributeConstraint.Selector', {
  pseudoattribute_type: optional(1, AttributeConstraintSelectorPseudoattributeType),
  attribute_name: optional(2, 'string'),
})
export type AttributeConstraintSelector = Infer<typeof AttributeConstraintSelector>

export const AttributeConstraintPredicateTextEquals = message('AttributeConstraint.Predicate.TextEquals', {
  value: required(1, 'string'),
})
export type AttributeConstraintPredicateTextEquals = Infer<typeof AttributeConstraintPredicateTextEquals>

export const AttributeConstraintPredicateTextNotEquals = message('AttributeConstraint.Predicate.TextNotEquals', {
  value: required(1, 'string'),
})
export type AttributeConstraintPredicateTextNotEquals = Infer<typeof AttributeConstraintPredicateTextNotEquals>

export const AttributeConstraintPredicateTextMatches = message('AttributeConstraint.Predicate.TextMatches', {
  regex: required(1, 'string'),
})
export type AttributeConstraintPredicateTextMatches = Infer<typeof AttributeConstraintPredicateTextMatches>

export const AttributeConstraintPredicateTextNotMatches = message('AttributeConstraint.Predicate.TextNotMatches', {
  regex: required(1, 'string'),
})
export type AttributeConstraintPredicateTextNotMatches = Infer<typeof AttributeConstraintPredicateTextNotMatches>

export const AttributeConstraintPredicate = message('AttributeConstraint.Predicate', {
  exists: optional(1, AttributeConstraintPredicateExists),
  not_exists: optional(2, AttributeConstraintPredicateNotExists),
  text_equals: optional(3, AttributeConstraintPredicateTextEquals),
  text_not_equals: optional(4, AttributeConstraintPredicateTextNotEquals),
  text_matches: optional(5, AttributeConstraintPredicateTextMatches),
  text_not_matches: optional(6, AttributeConstraintPredicateTextNotMatches),
})
export type AttributeConstraintPredicate = Infer<typeof AttributeConstraintPredicate>

export const AttributeConstraint = message('AttributeConstraint', {
  selector: required(1, AttributeConstraintSelector),
  predicate: required(2, AttributeConstraintPredicate),
})
export type AttributeConstraint = Infer<typeof AttributeConstraint>

export const OfferConstraintsRoleConstraintsGroup = message('OfferConstraints.RoleConstraints.Group', {
  attribute_constraints: repeated(1, AttributeConstraint),
})
export type OfferConstraintsRoleConstraintsGroup = Infer<typeof OfferConstraintsRoleConstraintsGroup>

export const OfferConstraintsRoleConstraints = message('OfferConstraints.RoleConstraints', {
  groups: repeated(1, OfferConstraintsRoleConstraintsGroup),
})
export type OfferConstraintsRoleConstraints = Infer<typeof OfferConstraintsRoleConstraints>

export const OfferConstraints = message('OfferConstraints', {
  role_constraints: map(1, OfferConstraintsRoleConstraints),
})
export type OfferConstraints = Infer<typeof OfferConstraints>

export const CallType = enumeration('Call.Type', {
  UNKNOWN: 0,
  SUBSCRIBE: 1,
  TEARDOWN: 2,
  ACCEPT: 3,
  DECLINE: 4,
  ACCEPT_INVERSE_OFFERS: 13,
  DECLINE_INVERSE_OFFERS: 14,
  REVIVE: 5,
  KILL: 6,
  SHUTDOWN: 7,
  ACKNOWLEDGE: 8,
  ACKNOWLEDGE_OPERATION_STATUS: 15,
  RECONCILE: 9,
  RECONCILE_OPERATIONS: 16,
  MESSAGE: 10,
  REQUEST: 11,
  SUPPRESS: 12,
  UPDATE_FRAMEWORK: 17,
})
export type CallType = Infer<typeof CallType>

export const CallSubscribe = message('Call.Subscribe', {
  framework_info: required(1, FrameworkInfo),
  suppressed_roles: repeated(2, 'string'),
  offer_constraints: optional(3, OfferConstraints),
})
export type CallSubscribe = Infer<typeof CallSubscribe>

export const CallAccept = message('Call.Accept', {
  offer_ids: repeated(1, OfferID),
  operations: repeated(2, OfferOperation),
  filters: optional(3, Filters),
})
export type CallAccept = Infer<typeof CallAccept>

export const CallDecline = message('Call.Decline', {
  offer_ids: repeated(1, OfferID),
  filters: optional(2, Filters),
})
export type CallDecline = Infer<typeof CallDecline>

export const CallAcceptInverseOffers = message('Call.AcceptInverseOffers', {
  inverse_offer_ids: repeated(1, OfferID),
  filters: optional(2, Filters),
})
export type CallAcceptInverseOffers = Infer<typeof CallAcceptInverseOffers>

export const CallDeclineInverseOffers = message('Call.DeclineInverseOffers', {
  inverse_offer_ids: repeated(1, OfferID),
  filters: optional(2, Filters),
})
export type CallDeclineInverseOffers = Infer<typeof CallDeclineInverseOffers>

export const CallRevive = message('Call.Revive', {
  roles: repeated(1, 'string'),
})
export type CallRevive = Infer<typeof CallRevive>

export const CallKill = message('Call.Kill', {
  task_id: required(1, TaskID),
  agent_id: optional(2, AgentID),
  kill_policy: optional(3, KillPolicy),
})
export type CallKill = Infer<typeof CallKill>

export const CallShutdown = message('Call.Shutdown', {
  executor_id: required(1, ExecutorID),
  agent_id: required(2, AgentID),
})
export type CallShutdown = Infer<typeof CallShutdown>

export const CallAcknowledge = message('Call.Acknowledge', {
  agent_id: required(1, AgentID),
  task_id: required(2, TaskID),
  uuid: required(3, 'bytes'),
})
export type CallAcknowledge = Infer<typeof CallAcknowledge>

export const CallAcknowledgeOperationStatus = message('Call.AcknowledgeOperationStatus', {
  agent_id: optional(1, AgentID),
  resource_provider_id: optional(2, ResourceProviderID),
  uuid: required(3, 'bytes'),
  operation_id: required(4, OperationID),
})
export type CallAcknowledgeOperationStatus = Infer<typeof CallAcknowledgeOperationStatus>

export const CallReconcileTask = message('Call.Reconcile.Task', {
  task_id: required(1, TaskID),
  agent_id: optional(2, AgentID),
})
export type CallReconcileTask = Infer<typeof CallReconcileTask>

export const CallReconcile = message('Call.Reconcile', {
  tasks: repeated(1, CallReconcileTask),
})
export type CallReconcile = Infer<typeof CallReconcile>

export const CallReconcileOperationsOperation = message('Call.ReconcileOperations.Operation', {
  operation_id: required(1, OperationID),
  agent_id: optional(2, AgentID),
  resource_provider_id: optional(3, ResourceProviderID),
})
export type CallReconcileOperationsOperation = Infer<typeof CallReconcileOperationsOperation>

export const CallReconcileOperations = message('Call.ReconcileOperations', {
  operations: repeated(1, CallReconcileOperationsOperation),
})
export type CallReconcileOperations = Infer<typeof CallReconcileOperations>

export const CallMessage = message('Call.Message', {
  agent_id: required(1, AgentID),
  executor_id: required(2, ExecutorID),
  data: required(3, 'bytes'),
})
export type CallMessage = Infer<typeof CallMessage>

export const CallRequest = message('Call.Request', {
  requests: repeated(1, Request),
})
export type CallRequest = Infer<typeof CallRequest>

export const CallSuppress = message('Call.Suppress', {
  roles: repeated(1, 'string'),
})
export type CallSuppress = Infer<typeof CallSuppress>

export const CallUpdateFramework = message('Call.UpdateFramework', {
  framework_info: required(1, FrameworkInfo),
  suppressed_roles: repeated(2, 'string'),
  offer_constraints: optional(3, OfferConstraints),
})
export type CallUpdateFramework = Infer<typeof CallUpdateFramework>

export const Call = message('Call', {
  framework_id: optional(1, FrameworkID),
  type: optional(2, CallType),
  subscribe: optional(3, CallSubscribe),
  accept: optional(4, CallAccept),
  decline: optional(5, CallDecline),
  accept_inverse_offers: optional(13, CallAcceptInverseOffers),
  decline_inverse_offers: optional(14, CallDeclineInverseOffers),
  revive: optional(15, CallRevive),
  kill: optional(6, CallKill),
  shutdown: optional(7, CallShutdown),
  acknowledge: optional(8, CallAcknowledge),
  acknowledge_operation_status: optional(17, CallAcknowledgeOperationStatus),
  reconcile: optional(9, CallReconcile),
  reconcile_operations: optional(18, CallReconcileOperations),
  message: optional(10, CallMessage),
  request: optional(11, CallRequest),
  suppress: optional(16, CallSuppress),
  update_framework: optional(19, CallUpdateFramework),
})
export type Call = Infer<typeof Call>

export const APIResult = message('APIResult', {
  status_code: required(1, 'uint32'),
  response: optional(2, Response),
  error: optional(3, 'string'),
})
export type APIResult = Infer<typeof APIResult>
