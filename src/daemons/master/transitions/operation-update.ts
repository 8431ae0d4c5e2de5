import type { Operation, OperationStatus } from '../../../mesos/messages/offer.ts'
import { providerOf } from '../../../mesos/resources/index.ts'
import { drainedIfEmpty } from '../draining/drained.ts'
import type { Effect } from '../effects.ts'
import { notify } from '../frameworks/notify.ts'
import { warning } from '../log.ts'
import { forgetOperation, isOver } from '../operations/forget.ts'
import { settleOperation } from '../operations/settle.ts'
import { toAgent } from '../send.ts'
import type { Agent, MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** How long an operation waits for its framework to come back after its agent did; then the master acknowledges in its place. */
const ADOPTION_WAIT = 10 * 60_000

/** How an operation went on the agent. Who asked for feedback acknowledges itself; for the others the master does. */
export const operationUpdate: Transition<'operation-update'> = (state, { from, message }, now) => {
  const { agent_id, operation_uuid, framework_id } = message
  const tell = (status: OperationStatus) => tellFramework(state, framework_id?.value, status)
  if (operation_uuid === undefined) return tell(message.status) // the agent answers a reconciliation that we passed on
  const agent = state.agents.registered.get(agent_id?.value ?? '')
  if (agent === undefined || agent.pid !== from) return [invalid]
  const operation = agent.operations.get(operation_uuid.value)
  if (operation === undefined) {
    if (framework_id === undefined) return []
    return [
      warning('an update of an unknown operation', { operation: operation_uuid.value }),
      invalid,
      ...tell(message.status),
    ]
  }
  const { id } = operation.info
  const named = (status: OperationStatus) => (id ? { ...status, operation_id: id } : status)
  const status = named(message.status)
  return [
    { kind: 'count', metric: 'master/valid_operation_status_updates' },
    ...settleOperation(state, agent, operation, named(message.latest_status ?? message.status)),
    ...pass(state, agent, operation, status, now),
    ...drainedIfEmpty(state, agent, now),
  ]
}

const invalid: Effect = { kind: 'count', metric: 'master/invalid_operation_status_updates' }

const tellFramework = (state: MasterState, frameworkId: string | undefined, status: OperationStatus): Effect[] => {
  const framework = state.frameworks.get(frameworkId ?? '')
  return framework ? notify(framework, { type: 'UPDATE_OPERATION_STATUS', update_operation_status: { status } }) : []
}

const pass = (
  state: MasterState,
  agent: Agent,
  operation: Operation,
  status: OperationStatus,
  now: number,
): Effect[] => {
  const latest = operation.statuses!.at(-1)!
  const frameworkId = operation.framework_id?.value
  if (operation.info.id && state.frameworks.has(frameworkId ?? '')) {
    if (isOver(latest.state) && !latest.uuid) forgetOperation(state, agent, operation) // nobody can acknowledge it
    return tellFramework(state, frameworkId, status)
  }
  if (latest.uuid && mayReturn(state, agent, operation, now)) return []
  if (isOver(latest.state)) forgetOperation(state, agent, operation)
  return latest.uuid ? [acknowledgement(agent, operation, latest.uuid.value)] : []
}

/** The framework may come back and want to hear of it: the agent says it again until then. */
const mayReturn = (state: MasterState, agent: Agent, { info, framework_id }: Operation, now: number): boolean =>
  info.id !== undefined &&
  framework_id !== undefined &&
  !state.completedFrameworks.has(framework_id.value) &&
  agent.reregisteredAt !== undefined &&
  now - agent.reregisteredAt < ADOPTION_WAIT

const acknowledgement = (agent: Agent, { uuid, info }: Operation, status: string): Effect => {
  const provider = providerOf(info)
  return toAgent(agent, 'AcknowledgeOperationStatusMessage', {
    status_uuid: { value: status },
    operation_uuid: uuid,
    ...(provider !== undefined && { resource_provider_id: { value: provider } }),
  })
}
