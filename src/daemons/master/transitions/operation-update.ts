import { notify } from '../frameworks/notify.ts'
import { warning } from '../log.ts'
import { forgetOperation, isOver } from '../operations/forget.ts'
import { toAgent } from '../send.ts'
import type { Transition } from './transition.ts'

/** How an operation went on the agent. Who asked for feedback acknowledges itself; for the others the master does. */
export const operationUpdate: Transition<'operation-update'> = (state, { from, message }) => {
  const { agent_id, status, latest_status, operation_uuid, framework_id } = message
  const agent = state.agents.registered.get(agent_id?.value ?? '')
  const operation = agent?.operations.get(operation_uuid?.value ?? '')
  if (agent === undefined || agent.pid !== from || operation_uuid === undefined) {
    return [{ kind: 'count', metric: 'master/invalid_operation_status_updates' }]
  }
  if (operation === undefined)
    return [warning('an update of an unknown operation', { operation: operation_uuid.value })]
  operation.latest_status = latest_status ?? status
  operation.statuses = [...(operation.statuses ?? []), status]
  const framework = state.frameworks.get(framework_id?.value ?? '')
  const counted = { kind: 'count', metric: 'master/valid_operation_status_updates' } as const
  if (operation.info.id && framework) {
    return [counted, ...notify(framework, { type: 'UPDATE_OPERATION_STATUS', update_operation_status: { status } })]
  }
  if (status.uuid === undefined) return [counted]
  if (isOver(status.state)) forgetOperation(state, agent, operation)
  const acknowledgement = { status_uuid: status.uuid, operation_uuid }
  return [counted, toAgent(agent, 'AcknowledgeOperationStatusMessage', acknowledgement)]
}
