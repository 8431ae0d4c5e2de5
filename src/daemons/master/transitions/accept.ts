import type { Offer } from '../../../mesos/messages/offer.ts'
import { sum } from '../../../mesos/resources/index.ts'
import { offersProblem } from '../accept/offers-problem.ts'
import { refuseAll } from '../accept/refuse.ts'
import { runOperation } from '../accept/run-operation.ts'
import { declined } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { cancelTimeout, takeOffer } from '../offers/withdraw.ts'
import type { Framework, MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** Carries the operations out in order, each on what the ones before it left; the rest is declined with the call's filters. */
export const accept: Transition<'accept'> = (state, { frameworkId, call }, now) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return []
  const { offer_ids = [], operations = [], filters = {} } = call
  const ids = offer_ids.map(({ value }) => value)
  const problem = offersProblem(state, framework, ids)
  const taken = takeOwn(state, framework, ids)
  const effects = taken.flatMap(({ id }) => cancelTimeout(state, id.value))
  const agentId = taken[0]?.agent_id.value
  const agent = state.agents.registered.get(agentId ?? '')
  if (problem !== undefined || agent === undefined) {
    const why = problem ?? { reason: 'REASON_AGENT_REMOVED', message: 'Agent removed' }
    effects.push(...refuseAll(framework, operations, why, now))
    return [...effects, ...giveBack(state, frameworkId, taken, now)]
  }
  const role = taken[0]!.allocation_info!.role!
  const round = { state, framework, agent, role, remaining: sum(taken.map(({ resources = [] }) => resources)), now }
  for (const operation of operations) effects.push(...runOperation(round, operation))
  return [...effects, ...declined(state, frameworkId, agent.id, round.remaining, filters, now)]
}

const takeOwn = (state: MasterState, framework: Framework, ids: readonly string[]): Offer[] =>
  ids.flatMap(id => (framework.offers.has(id) ? (takeOffer(state, id) ?? []) : []))

/** Without a filter: the framework wanted something of them. */
const giveBack = (state: MasterState, frameworkId: string, offers: readonly Offer[], now: number): Effect[] =>
  offers.flatMap(({ agent_id, resources = [] }) =>
    declined(state, frameworkId, agent_id.value, resources, { refuse_seconds: 0 }, now),
  )
