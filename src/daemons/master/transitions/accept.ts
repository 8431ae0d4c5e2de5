import type { Filters } from '../../../mesos/messages/framework.ts'
import type { Offer } from '../../../mesos/messages/offer.ts'
import { isShared, type Resources, subtract, sum } from '../../../mesos/resources/index.ts'
import { offersProblem } from '../accept/offers-problem.ts'
import { refuseAll } from '../accept/refuse.ts'
import { type Round, runOperation } from '../accept/run-operation.ts'
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
  const offered = sum(taken.map(({ resources = [] }) => resources))
  const round: Round = { state, framework, agent, role, remaining: offered, shared: offered.filter(isShared), now }
  for (const operation of operations) effects.push(...runOperation(round, operation))
  return [...effects, ...giveRestBack(round, offered, filters)]
}

/** What was made of the offers (reserved, created) is wanted: only what is left as it was offered gets the filters. */
const giveRestBack = (round: Round, offered: Resources, filters: Filters): Effect[] => {
  const { state, framework, agent, remaining, now } = round
  const made = subtract(remaining, offered)
  return [
    ...declined(state, framework.id, agent.id, made, { refuse_seconds: 0 }, now),
    ...declined(state, framework.id, agent.id, subtract(remaining, made), filters, now),
  ]
}

const takeOwn = (state: MasterState, framework: Framework, ids: readonly string[]): Offer[] =>
  ids.flatMap(id => (framework.offers.has(id) ? (takeOffer(state, id) ?? []) : []))

/** Without a filter: the framework wanted something of them. */
const giveBack = (state: MasterState, frameworkId: string, offers: readonly Offer[], now: number): Effect[] =>
  offers.flatMap(({ agent_id, resources = [] }) =>
    declined(state, frameworkId, agent_id.value, resources, { refuse_seconds: 0 }, now),
  )
