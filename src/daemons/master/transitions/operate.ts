import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import {
  applyConversions,
  type Conversion,
  consumedBy,
  contains,
  conversionsOf,
  isShared,
  mapOperation,
  type Resources,
  resourcesOf,
  subtract,
  toPostRefinement,
  unallocate,
  validateResources,
} from '../../../mesos/resources/index.ts'
import { reconsidered } from '../allocation.ts'
import { availableOn, updateAvailable } from '../allocator/allocator.ts'
import type { Effect } from '../effects.ts'
import { info } from '../log.ts'
import { rescind, rescindAll } from '../offers/withdraw.ts'
import { applyOperation } from '../operations/apply.ts'
import { usedOn } from '../operations/used-on.ts'
import { sameMessage } from '../resources.ts'
import type { Agent, MasterState } from '../state.ts'
import { validateOperation } from '../validation/operation.ts'
import type { Transition } from './transition.ts'

/** An operator reserves, unreserves, makes or destroys volumes of what nobody uses. */
export const operate: Transition<'operate'> = (state, event) => {
  const { agentId, operation: given, authorized, request } = event
  const reply = (status: number, body?: string): Effect[] => [{ kind: 'reply', request, status, body }]
  const agent = state.agents.registered.get(agentId)
  if (agent === undefined) return reply(400, `no agent '${agentId}' is registered`)
  const operation = mapOperation(given, resource => toPostRefinement([resource])[0]!)
  const problem = namedProblem(given) ?? operationProblem(agent, operation, event.principal)
  if (problem !== undefined) return reply(400, `${operation.type} on agent ${agentId} is refused: ${problem}`)
  if (!authorized) return reply(403)
  const conversions = conversionsOf(operation)
  if (typeof conversions === 'string') return reply(409, conversions)
  const total = applyConversions(agent.total, conversions)
  if ('error' in total) return reply(409, total.error)
  const rescinded = makeFree(state, agent, operation, conversions)
  const unavailable = problemOfAvailable(state, agent, conversions)
  if (unavailable !== undefined) return [...rescinded, ...reply(409, unavailable)]
  for (const { consumed, converted } of conversions) updateAvailable(state.allocator, agentId, consumed, converted)
  return [
    ...rescinded,
    info('an operator changes an agent', { agent: agentId, operation: operation.type }),
    ...applyOperation(state, agent, { operation, outcome: { conversions, total: total.resources } }),
    ...reconsidered(state, agentId),
    ...reply(202),
  ]
}

/** In the form in which they came: one that mixes both forms can't be told from another once it is changed. */
const namedProblem = (given: OfferOperation): string | undefined => {
  const named = resourcesOf(given)
  return given.type === 'RESERVE' || given.type === 'GROW_VOLUME'
    ? named.map(resource => validateResources([resource])).find(problem => problem !== undefined)
    : validateResources(named)
}

const operationProblem = (agent: Agent, operation: OfferOperation, principal: string | undefined) =>
  validateOperation(operation, {
    principal,
    agentCapabilities: agent.capabilities,
    total: agent.total,
    used: usedOn(agent),
  })

/** Takes back offers that hold of what is wanted, one by one, until the rest is enough. */
const makeFree = (
  state: MasterState,
  agent: Agent,
  operation: OfferOperation,
  conversions: readonly Conversion[],
): Effect[] => {
  let wanted = consumedBy(operation)
  const effects = typeof wanted === 'string' ? [] : rescindShared(state, agent, wanted)
  for (const id of [...agent.offers]) {
    if (typeof wanted === 'string' || problemOfAvailable(state, agent, conversions) === undefined) break
    const without = subtract(wanted, unallocate(state.offers.get(id)?.resources ?? []))
    if (sameMessage(without, wanted)) continue
    wanted = without
    effects.push(...rescind(state, id))
  }
  return effects
}

/** A shared volume may be in any number of offers, and is available all the same: none of them may name it once it is destroyed. */
const rescindShared = (state: MasterState, agent: Agent, consumed: Resources): Effect[] => {
  const volumes = consumed.filter(isShared)
  const holds = (id: string) => {
    const offered = unallocate(state.offers.get(id)?.resources ?? [])
    return volumes.some(volume => contains(offered, [volume]))
  }
  return volumes.length === 0 ? [] : rescindAll(state, [...agent.offers].filter(holds))
}

const problemOfAvailable = ({ allocator }: MasterState, { id }: Agent, conversions: readonly Conversion[]) => {
  const after = applyConversions([...availableOn(allocator, id)], conversions)
  return 'error' in after ? after.error : undefined
}
