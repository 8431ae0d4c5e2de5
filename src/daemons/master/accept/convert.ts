import type { OfferOperation, Operation } from '../../../mesos/messages/offer.ts'
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
import type { Agent } from '../state.ts'
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
  for (const { consumed, converted } of conversions) {
    updateAllocation(state.allocator, framework.id, agent.id, consumed, converted)
  }
  round.remaining = resourcesOf(applyConversions(round.remaining, conversions))
  convertTotal(agent, conversions)
  return [apply(round, operation)]
}

const possible = (round: Round, operation: OfferOperation): Conversion[] | string => {
  const conversions = operationProblem(round, operation) ?? conversionsOf(operation)
  if (typeof conversions === 'string') return conversions
  const applied = applyConversions(round.remaining, conversions)
  return 'error' in applied ? applied.error : conversions
}

const convertTotal = (agent: Agent, conversions: readonly Conversion[]): void => {
  const plain = conversions.map(({ consumed, converted }) => ({
    consumed: unallocate(consumed),
    converted: unallocate(converted),
  }))
  agent.total = resourcesOf(applyConversions(agent.total, plain))
  agent.checkpointed = checkpointed(agent.total)
}

/** Of conversions that are known to be possible. */
const resourcesOf = (applied: ReturnType<typeof applyConversions>) => {
  if ('error' in applied) throw new Error(applied.error)
  return applied.resources
}

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
