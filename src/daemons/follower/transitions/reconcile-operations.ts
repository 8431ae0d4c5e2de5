import type { OperationStatus } from '../../../mesos/messages/offer.ts'
import type { Effect } from '../effects.ts'
import { outdateLaunches } from '../operations/outdate-launches.ts'
import { ignored, isFromMaster } from '../registration.ts'
import type { FollowerState } from '../state.ts'
import type { Transition } from './transition.ts'

/**
 * The leader asks for operations that our list lacks (by uuid), or passes on what a framework asks about a resource provider that it does
 * not know (by id). Those that are here it hears of anyway; of the others it hears that they never came, or are not known.
 */
export const reconcileOperations: Transition<'reconcile-operations'> = (state, { from, message }) => {
  if (!isFromMaster(state, from)) return ignored('a reconciliation of operations', from)
  const { operations = [], framework_id } = message
  const lost = operations.some(
    ({ operation_uuid: uuid, resource_provider_id }) =>
      uuid !== undefined && resource_provider_id === undefined && !state.operations.has(uuid.value),
  )
  const answers = operations.flatMap(({ operation_uuid, operation_id, resource_provider_id }) => {
    const provider = resource_provider_id && { resource_provider_id }
    if (operation_uuid !== undefined) {
      if (state.operations.has(operation_uuid.value)) return []
      return answer(state, { state: 'OPERATION_DROPPED', ...provider }, { operation_uuid })
    }
    if (operation_id === undefined) return []
    const status = {
      operation_id,
      state: 'OPERATION_UNKNOWN',
      message: 'Reconciliation: no such resource provider',
      ...provider,
    }
    return answer(state, status as OperationStatus, framework_id && { framework_id })
  })
  return [...answers, ...(lost ? outdateLaunches(state) : [])]
}

/** Without a uuid: nobody acknowledges it. */
const answer = (state: FollowerState, status: OperationStatus, about: object | undefined): Effect[] => {
  if (state.master === undefined || state.info.id === undefined) return []
  const agent_id = state.info.id
  const body = { ...about, agent_id, status: { ...status, agent_id } }
  return [{ kind: 'send', to: state.master.pid, name: 'UpdateOperationStatusMessage', body }]
}
