import { type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { FrameworkInfo } from './framework.ts'
import { FrameworkID } from './ids.ts'
import * as v1 from './scheduler.ts'

/** mesos.scheduler.Call as old-style drivers send it over libprocess: SUBSCRIBE's numbers differ from v1's, the rest is the same. */
export const CallSubscribe = message('Call.Subscribe', {
  framework_info: required(1, FrameworkInfo),
  force: optional(2, 'bool'),
  suppressed_roles: repeated(3, 'string'),
  offer_constraints: optional(4, v1.OfferConstraints),
})
export type CallSubscribe = Infer<typeof CallSubscribe>

export const Call = message('Call', {
  framework_id: optional(1, FrameworkID),
  type: optional(2, v1.CallType),
  subscribe: optional(3, CallSubscribe),
  accept: optional(4, v1.CallAccept),
  decline: optional(5, v1.CallDecline),
  accept_inverse_offers: optional(13, v1.CallAcceptInverseOffers),
  decline_inverse_offers: optional(14, v1.CallDeclineInverseOffers),
  revive: optional(15, v1.CallRevive),
  kill: optional(6, v1.CallKill),
  shutdown: optional(7, v1.CallShutdown),
  acknowledge: optional(8, v1.CallAcknowledge),
  acknowledge_operation_status: optional(17, v1.CallAcknowledgeOperationStatus),
  reconcile: optional(9, v1.CallReconcile),
  reconcile_operations: optional(18, v1.CallReconcileOperations),
  message: optional(10, v1.CallMessage),
  request: optional(11, v1.CallRequest),
  suppress: optional(16, v1.CallSuppress),
  update_framework: optional(19, v1.CallUpdateFramework),
})
export type Call = Infer<typeof Call>
