import type { OperationState, OperationStatus } from '../../../mesos/messages/offer.ts'
import type { CallReconcileOperationsOperation } from '../../../mesos/messages/scheduler.ts'
import { notify } from '../frameworks/notify.ts'
import type { Framework, MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** Without operations: all of the framework's that have an id (facts/master.md 6.1). */
export const reconcileOperations: Transition<'reconcile-operations'> = (state, { frameworkId, call }) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return []
  const asked = call.operations?.length
    ? call.operations
    : [...framework.operationIds.keys()].map(value => ({ operation_id: { value } }))
  return asked.flatMap(operation =>
    notify(framework, {
      type: 'UPDATE_OPERATION_STATUS',
      update_operation_status: { status: statusOf(state, framework, operation) },
    }),
  )
}

const statusOf = (
  { agents }: MasterState,
  framework: Framework,
  { operation_id, agent_id }: CallReconcileOperationsOperation,
): OperationStatus => {
  const known = framework.operations.get(framework.operationIds.get(operation_id.value) ?? '')
  // Made by the master, so that nobody acknowledges it: no uuid.
  if (known) return { ...known.latest_status, operation_id, uuid: undefined, agent_id: known.agent_id }
  const answer = (state: OperationState) => ({ operation_id, state, ...(agent_id && { agent_id }) })
  const id = agent_id?.value ?? ''
  if (agents.recovered.has(id)) return answer('OPERATION_RECOVERING')
  if (agents.registered.has(id)) return answer('OPERATION_UNKNOWN')
  if (agents.unreachable.has(id)) return answer('OPERATION_UNREACHABLE')
  return answer(agents.gone.has(id) ? 'OPERATION_GONE_BY_OPERATOR' : 'OPERATION_UNKNOWN')
}
