import type { Operation, OperationState, OperationStatus } from '../../../mesos/messages/offer.ts'
import type { CallReconcileOperationsOperation } from '../../../mesos/messages/scheduler.ts'
import type { Effect } from '../effects.ts'
import { notify } from '../frameworks/notify.ts'
import { toAgent } from '../send.ts'
import type { Framework, MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** Without operations: all that the framework has (facts/master.md 6.1). What only the agent can tell is passed on to it. */
export const reconcileOperations: Transition<'reconcile-operations'> = (state, { frameworkId, call }) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return []
  const tell = (status: OperationStatus) =>
    notify(framework, { type: 'UPDATE_OPERATION_STATUS', update_operation_status: { status } })
  const asked = call.operations ?? []
  if (asked.length === 0) return [...framework.operations.values()].flatMap(operation => tell(lastOf(operation)))
  const [forAgents, ours] = [new Map<string, CallReconcileOperationsOperation[]>(), [] as Effect[]]
  for (const operation of asked) {
    const agentId = onlyAgentKnows(state, framework, operation)
    if (agentId === undefined) ours.push(...tell(statusOf(state, framework, operation)))
    else forAgents.set(agentId, [...(forAgents.get(agentId) ?? []), operation])
  }
  return [...ours, ...passOn(state, framework, forAgents)]
}

/** The latest that the framework was told. Made by the master, so that nobody acknowledges it: no uuid. */
const lastOf = ({ statuses, latest_status, info, agent_id }: Operation): OperationStatus => {
  const { uuid: _, ...status } = statuses?.at(-1) ?? latest_status
  return { ...status, ...(info.id && { operation_id: info.id }), ...(agent_id && { agent_id }) }
}

const knownTo = (framework: Framework, { operation_id }: CallReconcileOperationsOperation): Operation | undefined =>
  framework.operations.get(framework.operationIds.get(operation_id.value) ?? '')

/** A resource provider that has not come back yet may know the operation: the agent can say whether it ever saw that provider. */
const onlyAgentKnows = (
  { agents }: MasterState,
  framework: Framework,
  operation: CallReconcileOperationsOperation,
): string | undefined => {
  const agent = agents.registered.get(operation.agent_id?.value ?? '')
  const provider = operation.resource_provider_id?.value
  if (provider === undefined || knownTo(framework, operation) || agent === undefined) return undefined
  return !agent.providers?.has(provider) && agent.capabilities.has('AGENT_OPERATION_FEEDBACK') ? agent.id : undefined
}

const passOn = (
  { agents }: MasterState,
  framework: Framework,
  byAgent: ReadonlyMap<string, readonly CallReconcileOperationsOperation[]>,
): Effect[] =>
  [...byAgent].map(([agentId, operations]) =>
    toAgent(agents.registered.get(agentId)!, 'ReconcileOperationsMessage', {
      framework_id: { value: framework.id },
      operations: operations.map(({ operation_id, resource_provider_id }) => ({ operation_id, resource_provider_id })),
    }),
  )

const statusOf = (
  { agents }: MasterState,
  framework: Framework,
  operation: CallReconcileOperationsOperation,
): OperationStatus => {
  const known = knownTo(framework, operation)
  if (known) return lastOf(known)
  const { operation_id, agent_id, resource_provider_id } = operation
  const answer = (state: OperationState, why: string): OperationStatus => ({
    operation_id,
    state,
    message: `Reconciliation: ${why}`,
    ...(agent_id && { agent_id }),
    ...(resource_provider_id && { resource_provider_id }),
  })
  const id = agent_id?.value ?? ''
  if (agents.recovered.has(id)) return answer('OPERATION_RECOVERING', 'the agent has not come back yet')
  if (agents.registered.has(id)) return answer('OPERATION_UNKNOWN', 'the operation is not known')
  if (agents.unreachable.has(id)) return answer('OPERATION_UNREACHABLE', 'the agent cannot be reached')
  if (agents.gone.has(id)) return answer('OPERATION_GONE_BY_OPERATOR', 'the agent is gone')
  return answer('OPERATION_UNKNOWN', 'neither operation nor agent is known')
}
