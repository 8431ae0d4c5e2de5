import type { OfferOperation, Operation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { type Conversion, hasRefinedReservations, providerOf, toPreRefinement } from '../../../mesos/resources/index.ts'
import { uuid } from '../chance.ts'
import type { Effect } from '../effects.ts'
import { warning } from '../log.ts'
import { toAgent } from '../send.ts'
import type { Agent, MasterState } from '../state.ts'
import { addOperation } from './add.ts'
import { plainly, setTotal, speculate } from './speculate.ts'

interface Accepted {
  readonly operation: OfferOperation
  /** Who asked; absent: an operator. */
  readonly frameworkId?: string
  /** What it does; absent: only the resource provider knows. */
  readonly outcome?: { readonly conversions: readonly Conversion[]; readonly total: Resource[] }
}

/** Tells the agent of an operation that is possible, and counts it as done where what it does is known. */
export const applyOperation = (state: MasterState, agent: Agent, accepted: Accepted): Effect[] => {
  const { operation: info, frameworkId, outcome } = accepted
  if (!knowsOperations(agent)) {
    if (outcome) setTotal(agent, outcome.total)
    return checkpoint(agent)
  }
  const id = uuid(state.chance)
  if (outcome) speculate(agent, id, plainly(outcome.conversions), outcome.total)
  const provider = providerOf(info)
  const operation = newOperation(agent, id, info, frameworkId, provider)
  addOperation(state, agent, operation)
  return [
    toAgent(agent, 'ApplyOperationMessage', {
      ...(frameworkId !== undefined && { framework_id: { value: frameworkId } }),
      operation_info: info,
      operation_uuid: { value: id },
      resource_version_uuid: versionOf(agent, provider),
    }),
  ]
}

const newOperation = (
  agent: Agent,
  id: string,
  info: OfferOperation,
  frameworkId: string | undefined,
  provider: string | undefined,
): Operation => ({
  ...(frameworkId !== undefined && { framework_id: { value: frameworkId } }),
  agent_id: { value: agent.id },
  info,
  latest_status: {
    state: 'OPERATION_PENDING',
    ...(info.id && { operation_id: info.id }),
    agent_id: { value: agent.id },
    ...(provider !== undefined && { resource_provider_id: { value: provider } }),
  },
  uuid: { value: id },
})

const versionOf = (agent: Agent, provider: string | undefined) =>
  provider === undefined
    ? { uuid: { value: agent.resourceVersionUuid ?? '' } }
    : { resource_provider_id: { value: provider }, uuid: { value: agent.providers?.get(provider)?.version ?? '' } }

/** Those that do not are told what all their reservations and volumes are now (facts/master.md 8). */
export const knowsOperations = ({ capabilities }: Agent): boolean => capabilities.has('RESOURCE_PROVIDER')

export const checkpoint = (agent: Agent): Effect[] => {
  const { checkpointed: resources, capabilities } = agent
  if (capabilities.has('RESERVATION_REFINEMENT')) return [toAgent(agent, 'CheckpointResourcesMessage', { resources })]
  if (resources.some(hasRefinedReservations)) {
    return [warning('an agent cannot be told of refined reservations', { agent: agent.id })]
  }
  return [toAgent(agent, 'CheckpointResourcesMessage', { resources: toPreRefinement(resources) })]
}
