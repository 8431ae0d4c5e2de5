import type { CallAcknowledgeOperationStatus } from '../../../mesos/messages/scheduler.ts'
import { drainedIfEmpty } from '../draining/drained.ts'
import { forgetOperation, isOver } from '../operations/forget.ts'
import { toAgent } from '../send.ts'
import type { Agent } from '../state.ts'
import type { Transition } from './transition.ts'

/** The framework has heard of the status; of the last one: then nobody needs the operation any more. */
export const acknowledgeOperation: Transition<'acknowledge-operation'> = (state, { frameworkId, call }, now) => {
  const framework = state.frameworks.get(frameworkId)
  const agent = state.agents.registered.get(call.agent_id?.value ?? '')
  const id = framework?.operationIds.get(call.operation_id.value)
  const operation = agent?.operations.get(id ?? '')
  const status = operation?.statuses?.find(({ uuid }) => uuid?.value === call.uuid)
  if (!agent?.connected || !takesAcknowledgements(agent, call) || operation === undefined || status === undefined) {
    return [{ kind: 'count', metric: 'master/invalid_operation_status_update_acknowledgements' }]
  }
  if (isOver(status.state)) forgetOperation(state, agent, operation)
  return [
    { kind: 'count', metric: 'master/valid_operation_status_update_acknowledgements' },
    toAgent(agent, 'AcknowledgeOperationStatusMessage', {
      status_uuid: { value: call.uuid },
      operation_uuid: operation.uuid,
      ...(call.resource_provider_id && { resource_provider_id: call.resource_provider_id }),
    }),
    ...drainedIfEmpty(state, agent, now),
  ]
}

const takesAcknowledgements = ({ capabilities }: Agent, { resource_provider_id }: CallAcknowledgeOperationStatus) =>
  capabilities.has(resource_provider_id ? 'RESOURCE_PROVIDER' : 'AGENT_OPERATION_FEEDBACK')
