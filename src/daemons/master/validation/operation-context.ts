import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import type { Resources } from '../../../mesos/resources/algebra.ts'

export interface OperationContext {
  /** Who asks: the framework's principal, or the operator's. Absent: what is reserved or created may name any. */
  readonly principal?: string
  /** Of the offers; absent: an operator asks, and nothing may carry `allocation_info`. */
  readonly allocationRole?: string
  readonly frameworkRoles?: ReadonlySet<string>
  readonly frameworkCapabilities?: ReadonlySet<string>
  readonly agentCapabilities: ReadonlySet<string>
  /** The agent's total. */
  readonly total: Resources
  /** What tasks and executors on the agent use. */
  readonly used: Resources
}

/** What the rules of an operation look at. */
export interface OperationSubject {
  readonly operation: OfferOperation
  /** All that the operation names, but the source of a re-reservation. */
  readonly resources: readonly Resource[]
  readonly context: OperationContext
}
