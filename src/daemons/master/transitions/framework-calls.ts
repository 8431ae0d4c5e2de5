import { accept } from './accept.ts'
import { acceptInverseOffers } from './accept-inverse-offers.ts'
import { acknowledge } from './acknowledge.ts'
import { acknowledgeOperation } from './acknowledge-operation.ts'
import { decline } from './decline.ts'
import { declineInverseOffers } from './decline-inverse-offers.ts'
import { frameworkMessage } from './framework-message.ts'
import { kill } from './kill.ts'
import { reconcile } from './reconcile.ts'
import { reconcileOperations } from './reconcile-operations.ts'
import { revive } from './revive.ts'
import { shutdownExecutor } from './shutdown-executor.ts'
import { suppress } from './suppress.ts'
import { teardown } from './teardown.ts'
import { updateFramework } from './update-framework.ts'

/** What subscribed frameworks ask for, by event. */
export const frameworkCalls = {
  teardown,
  'update-framework': updateFramework,
  accept,
  decline,
  'accept-inverse-offers': acceptInverseOffers,
  'decline-inverse-offers': declineInverseOffers,
  revive,
  suppress,
  kill,
  'shutdown-executor': shutdownExecutor,
  acknowledge,
  'acknowledge-operation': acknowledgeOperation,
  reconcile,
  'reconcile-operations': reconcileOperations,
  'framework-message': frameworkMessage,
}
