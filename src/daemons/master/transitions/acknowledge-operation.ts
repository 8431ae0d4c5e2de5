import { forgetOperation, isOver } from '../operations/forget.ts'
import { toAgent } from '../send.ts'
import type { Transition } from './transition.ts'

export const acknowledgeOperation: Transition<'acknowledge-operation'> = (state, { frameworkId, call }) => {
  const framework = state.frameworks.get(frameworkId)
  const agent = state.agents.registered.get(call.agent_id?.value ?? '')
  const id = framework?.operationIds.get(call.operation_id.value)
  const operation = agent?.operations.get(id ?? '')
  if (!agent?.connected || operation === undefined) {
    return [{ kind: 'count', metric: 'master/invalid_operation_status_update_acknowledgements' }]
  }
  const { latest_status, uuid } = operation
  if (isOver(latest_status.state) && latest_status.uuid?.value === call.uuid) forgetOperation(state, agent, operation)
  return [
    { kind: 'count', metric: 'master/valid_operation_status_update_acknowledgements' },
    toAgent(agent, 'AcknowledgeOperationStatusMessage', { status_uuid: { value: call.uuid }, operation_uuid: uuid }),
  ]
}
