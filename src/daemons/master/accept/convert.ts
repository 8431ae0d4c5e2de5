import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import {
  applyConversions,
  type Conversion,
  consumedBy,
  conversionsOf,
  formatResources,
  isSpeculative,
  mapOperation,
  remainder,
} from '../../../mesos/resources/index.ts'
import { updateAllocation } from '../allocator/allocator.ts'
import type { Effect } from '../effects.ts'
import { asPrincipal, principalOf } from '../may.ts'
import { applyOperation } from '../operations/apply.ts'
import { mayOperate } from '../operations/may-operate.ts'
import { plainly } from '../operations/speculate.ts'
import { operationProblem } from './operation-problem.ts'
import { prepareResource } from './prepare.ts'
import { refuseOperation } from './refuse.ts'
import type { Round } from './run-operation.ts'

/** RESERVE, CREATE and the like: counted as done here, and told to the agent, which keeps them on disk. */
export const convert = (round: Round, given: OfferOperation): Effect[] => {
  const operation = mapOperation(given, resource => prepareResource(resource, round.role))
  const problem = operationProblem(round, operation)
  if (problem !== undefined) return refuse(round, operation, problem)
  if (!isAuthorized(round, operation)) return refuse(round, operation, 'the framework is not authorized to do this')
  return isSpeculative(operation) ? convertNow(round, operation) : hold(round, operation)
}

const isAuthorized = ({ state, framework }: Round, operation: OfferOperation): boolean => {
  const { authorize } = state.settings
  return authorize === undefined || mayOperate(authorize, asPrincipal(principalOf(framework)), operation)
}

const convertNow = (round: Round, operation: OfferOperation): Effect[] => {
  const conversions = possible(round, operation)
  if (typeof conversions === 'string') return refuse(round, operation, conversions)
  const { framework, agent, state } = round
  for (const { consumed, converted } of conversions.steps) {
    updateAllocation(state.allocator, framework.id, agent.id, consumed, converted)
  }
  round.remaining = conversions.remaining
  const outcome = { conversions: conversions.steps, total: conversions.total }
  return applyOperation(state, agent, { operation, frameworkId: framework.id, outcome })
}

/** What comes out of it the agent says at its end; until then the framework holds what goes into it. */
const hold = (round: Round, operation: OfferOperation): Effect[] => {
  const consumed = consumedBy(operation)
  if (typeof consumed === 'string') return refuse(round, operation, consumed)
  const rest = remainder(round.remaining, consumed)
  if (rest === undefined) {
    const problem = `${formatResources(round.remaining)} does not contain ${formatResources(consumed)}`
    return refuse(round, operation, problem)
  }
  round.remaining = rest
  return applyOperation(round.state, round.agent, { operation, frameworkId: round.framework.id })
}

const refuse = ({ framework }: Round, operation: OfferOperation, why: string): Effect[] =>
  refuseOperation(framework, operation, 'OPERATION_ERROR', why)

interface Conversions {
  readonly steps: readonly Conversion[]
  /** Of the offers, and of the agent, when they are done. */
  readonly remaining: Resource[]
  readonly total: Resource[]
}

/** The agent's total may have changed since the offer was made. */
const possible = (round: Round, operation: OfferOperation): Conversions | string => {
  const steps = conversionsOf(operation)
  if (typeof steps === 'string') return steps
  const remaining = applyConversions(round.remaining, steps)
  if ('error' in remaining) return remaining.error
  const total = applyConversions(round.agent.total, plainly(steps))
  return 'error' in total ? total.error : { steps, remaining: remaining.resources, total: total.resources }
}
