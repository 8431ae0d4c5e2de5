import type { Call } from '../../../mesos/messages/scheduler.ts'
import type { Event } from '../events.ts'

/** The event that a checked call is; undefined for types that are none. */
export const eventOf = (frameworkId: string, call: Call): Event | undefined => {
  switch (call.type) {
    case 'TEARDOWN':
      return { kind: 'teardown', frameworkId }
    case 'ACCEPT':
      return { kind: 'accept', frameworkId, call: call.accept! }
    case 'DECLINE':
      return { kind: 'decline', frameworkId, call: call.decline! }
    case 'ACCEPT_INVERSE_OFFERS':
      return { kind: 'accept-inverse-offers', frameworkId, call: call.accept_inverse_offers! }
    case 'DECLINE_INVERSE_OFFERS':
      return { kind: 'decline-inverse-offers', frameworkId, call: call.decline_inverse_offers! }
    case 'REVIVE':
      return { kind: 'revive', frameworkId, roles: call.revive?.roles ?? [] }
    case 'SUPPRESS':
      return { kind: 'suppress', frameworkId, roles: call.suppress?.roles ?? [] }
    case 'KILL':
      return { kind: 'kill', frameworkId, call: call.kill! }
    case 'SHUTDOWN':
      return { kind: 'shutdown-executor', frameworkId, call: call.shutdown! }
    case 'ACKNOWLEDGE':
      return { kind: 'acknowledge', frameworkId, call: call.acknowledge! }
    case 'ACKNOWLEDGE_OPERATION_STATUS':
      return { kind: 'acknowledge-operation', frameworkId, call: call.acknowledge_operation_status! }
    case 'RECONCILE':
      return { kind: 'reconcile', frameworkId, call: call.reconcile! }
    case 'RECONCILE_OPERATIONS':
      return { kind: 'reconcile-operations', frameworkId, call: call.reconcile_operations! }
    case 'MESSAGE':
      return { kind: 'framework-message', frameworkId, call: call.message! }
    case 'UPDATE_FRAMEWORK':
      return { kind: 'update-framework', frameworkId, call: call.update_framework! }
    default:
      return undefined
  }
}
