import type { OfferOperation, Operation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import {
  applyConversions,
  type Conversion,
  checkpointed,
  conversionsOf,
  mapOperation,
  unallocate,
} from '../../../mesos/resources/index.ts'
import { updateAllocation } from '../allocator/allocator.ts'
import { uuid } from '../chance.ts'
import type { Effect } from '../effects.ts'
import { toAgent } from '../send.ts'
import { operationProblem } from './operation-problem.ts'
import { prepareResource } from './prepare.ts'
import { refuseOperation } from './refuse.ts'
import type { Round } from './run-operation.ts'

/** RESERVE, CREATE and the like: counted as done here, and told to the agent, which keeps them on disk. */
export const convert = (round: Round, given: OfferOperation): Effect[] => {
  const operation = mapOperation(given, resource => prepareResource(resource, round.role))
  const conversions = possible(round, operation)
  if (typeof conversions === 'string') {
    return refuseOperation(round.framework, operation, 'OPERATION_ERROR', conversions)
  }
  const { framework, agent, state } = round
  for (const { consumed, converted } of conversions.steps) {
    updateAllocation(state.allocator, framework.id, agent.id, consumed, converted)
  }
  round.remaining = conversions.remaining
  agent.total = conversions.total
  agent.checkpointed = checkpointed(agent.total)
  return [agent.capabilities.has('RESOURCE_PROVIDER') ? apply(round, operation) : checkpoint(agent)]
}

interface Conversions {
  readonly steps: readonly Conversion[]
  /** Of the offers, and of the agent, when they are done. */
  readonly remaining: Resource[]
  readonly total: Resource[]
}

/** The agent's total may have changed since the offer was made. */
const possible = (round: Round, operation: OfferOperation): Conversions | string => {
  const steps = operationProblem(round, operation) ?? conversionsOf(operation)
  if (typeof steps === 'string') return steps
  const remaining = applyConversions(round.remaining, steps)
  if ('error' in remaining) return remaining.error
  const plain = steps.map(({ consumed, converted }) => ({
    consumed: unallocate(consumed),
    converted: unallocate(converted),
  }))
  const total = applyConversions(round.agent.total, plain)
  return 'error' in total ? total.error : { steps, remaining: remaining.resources, total: total.resources }
}

/** Agents that know no operations are told what all their reservations and volumes are now (facts/master.md 8). */
const checkpoint = (agent: Round['agent']): Effect =>
  toAgent(agent, 'CheckpointResourcesMessage', { resources: agent.checkpointed })

const apply = ({ state, framework, agent }: Round, info: OfferOperation): Effect => {
  const id = uuid(state.chance)
  const operation: Operation = {
    framework_id: { value: framework.id },
    agent_id: { value: agent.id },
    info,
    latest_status: { state: 'OPERATION_PENDING', ...(info.id && { operation_id: info.id }) },
    uuid: { value: id },
  }
  agent.operations.set(id, operation)
  framework.operations.set(id, operation)
  if (info.id) framework.operationIds.set(info.id.value, id)
  return toAgent(agent, 'ApplyOperationMessage', {
    framework_id: { value: framework.id },
    operation_info: info,
    operation_uuid: { value: id },
    resource_version_uuid: { uuid: { value: agent.resourceVersionUuid ?? '' } },
  })
}
