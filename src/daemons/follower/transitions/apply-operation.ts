import type { ApplyOperationMessage } from '../../../mesos/messages/internal-operations.ts'
import type { Operation } from '../../../mesos/messages/offer.ts'
import { isNameless } from '../admitted.ts'
import { keepResources } from '../operations/keep.ts'
import { newHeld, sendHead, settleOperation } from '../operations/operation-streams.ts'
import { failed } from '../operations/outdate-launches.ts'
import { planOperation } from '../operations/plan.ts'
import { ignored, isFromMaster } from '../registration.ts'
import type { FollowerState } from '../state.ts'
import type { Transition } from './transition.ts'

/** Reservations and volumes are made and unmade. The leader counts on it already; it is told once it is on disk. */
export const applyOperation: Transition<'apply-operation'> = (state, { from, message }) => {
  if (!isFromMaster(state, from)) return ignored('an operation', from)
  if (isNameless(state))
    return [{ kind: 'log', level: 'warning', message: 'ignored an operation that came before our agent id' }]
  const uuid = message.operation_uuid.value
  // It becomes a folder's name.
  if (!/^[A-Za-z0-9+/]{22}==$/.test(uuid))
    return [{ kind: 'log', level: 'error', message: `ignored an operation whose uuid is '${uuid}'` }]
  const known = state.operations.get(uuid)
  if (known !== undefined) return sendHead(state, known)
  const held = newHeld(pending(state, message))
  state.operations.set(uuid, held)
  const plan = planOperation(state, message.operation_info)
  if ('message' in plan) {
    return [keepResources(state), ...settleOperation(state, held, plan), ...failed(state, message.operation_info)]
  }
  state.checkpointedResources = plan.checkpointed
  return [keepResources(state, uuid)]
}

const pending = (
  { info }: FollowerState,
  { framework_id, operation_info, operation_uuid }: ApplyOperationMessage,
): Operation => ({
  ...(framework_id && { framework_id }),
  ...(info.id && { agent_id: info.id }),
  info: operation_info,
  latest_status: {
    ...(operation_info.id && { operation_id: operation_info.id }),
    state: 'OPERATION_PENDING',
    ...(info.id && { agent_id: info.id }),
  },
  uuid: operation_uuid,
})
