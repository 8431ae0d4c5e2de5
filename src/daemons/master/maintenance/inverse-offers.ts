import type { InverseOffer } from '../../../mesos/messages/offer.ts'
import { urlOf } from '../agents/url.ts'
import { reconsidered } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { notify } from '../frameworks/notify.ts'
import type { Agent, AgentMaintenance, Framework, MasterState } from '../state.ts'

/**
 * Asks the frameworks that hold something of agents whose machines are to be out of service to leave them: an inverse offer each,
 * unless one is outstanding or the framework does not want to be asked again yet. One event for each framework.
 */
export const makeInverseOffers = (state: MasterState, agentIds: Iterable<string>, now: number): Effect[] => {
  const byFramework = new Map<Framework, InverseOffer[]>()
  const left: string[] = []
  let made = 0
  for (const agentId of agentIds) {
    const agent = state.agents.registered.get(agentId)
    if (agent?.maintenance === undefined || !agent.active || agent.deactivated) continue
    if (agent.maintenance.lookAgainAt > now) continue
    if (made >= MOST_AT_ONCE) {
      left.push(agentId)
      continue
    }
    for (const framework of askable(state, agent, agent.maintenance, now)) {
      const offer = makeInverseOffer(state, framework, agent)
      const offers = byFramework.get(framework)
      if (offers) offers.push(offer)
      else byFramework.set(framework, [offer])
      made++
    }
  }
  const told = [...byFramework].flatMap(([framework, inverse_offers]) => [
    ...notify(framework, { type: 'INVERSE_OFFERS', inverse_offers: { inverse_offers } }),
    ...inverse_offers.flatMap(({ id }) => timeout(state, id.value)),
  ])
  return [...told, ...left.flatMap(id => reconsidered(state, id))]
}

/** Some ms of work; what is left follows after the events that came meanwhile. */
const MOST_AT_ONCE = 500

const askable = (state: MasterState, agent: Agent, maintenance: AgentMaintenance, now: number): Framework[] => {
  const asked = new Set([...agent.inverseOffers].map(id => state.inverseOffers.get(id)?.framework_id.value))
  maintenance.lookAgainAt = Number.POSITIVE_INFINITY
  return [...holders(state, agent)].flatMap(id => {
    const framework = state.frameworks.get(id)
    if (!framework?.active || asked.has(id)) return []
    const refusedUntil = maintenance.refusals.get(id) ?? 0
    if (refusedUntil <= now) return [framework]
    maintenance.lookAgainAt = Math.min(maintenance.lookAgainAt, refusedUntil)
    return []
  })
}

/** Who holds something of the agent, who is asked or who is there may be others now. */
export const lookAgain = ({ maintenance }: Agent): void => {
  if (maintenance) maintenance.lookAgainAt = 0
}

/** Ids of the frameworks that use something of the agent or are offered it. */
const holders = (state: MasterState, agent: Agent): Set<string> => {
  const ids = new Set([...agent.tasks.keys(), ...agent.executors.keys()])
  for (const offerId of agent.offers) ids.add(state.offers.get(offerId)!.framework_id.value)
  return ids
}

/** Its id is of the same kind as an offer's, its resources are empty: all of the agent is meant. */
const makeInverseOffer = (state: MasterState, framework: Framework, agent: Agent): InverseOffer => {
  const offer: InverseOffer = {
    id: { value: `${state.info.id}-O${state.next.offer++}` },
    url: urlOf(agent),
    framework_id: { value: framework.id },
    agent_id: { value: agent.id },
    unavailability: agent.maintenance!.unavailability,
  }
  state.inverseOffers.set(offer.id.value, offer)
  framework.inverseOffers.add(offer.id.value)
  agent.inverseOffers.add(offer.id.value)
  return offer
}

/** Takes it off the books. */
export const takeInverseOffer = (state: MasterState, id: string): InverseOffer | undefined => {
  const offer = state.inverseOffers.get(id)
  if (offer === undefined) return undefined
  state.inverseOffers.delete(id)
  state.frameworks.get(offer.framework_id.value)?.inverseOffers.delete(id)
  const agent = state.agents.registered.get(offer.agent_id?.value ?? '')
  agent?.inverseOffers.delete(id)
  if (agent) lookAgain(agent)
  return offer
}

/** Nobody is told. */
export const takeInverseOffers = (state: MasterState, ids: Iterable<string>): Effect[] =>
  [...ids].flatMap(id => (takeInverseOffer(state, id) ? cancelTimeout(state, id) : []))

export const rescindInverseOffers = (state: MasterState, ids: Iterable<string>): Effect[] =>
  [...ids].flatMap(id => {
    const offer = takeInverseOffer(state, id)
    const framework = state.frameworks.get(offer?.framework_id.value ?? '')
    if (offer === undefined) return []
    return [
      ...cancelTimeout(state, id),
      ...(framework
        ? notify(framework, { type: 'RESCIND_INVERSE_OFFER', rescind_inverse_offer: { inverse_offer_id: offer.id } })
        : []),
    ]
  })

const timeout = ({ settings: { offerTimeout } }: MasterState, offerId: string): Effect[] =>
  offerTimeout === undefined
    ? []
    : [
        {
          kind: 'timer',
          id: `offer ${offerId}`,
          after: offerTimeout,
          next: { kind: 'inverse-offer-timeout', offerId },
        },
      ]

export const cancelTimeout = ({ settings }: MasterState, offerId: string): Effect[] =>
  settings.offerTimeout === undefined ? [] : [{ kind: 'cancel-timer', id: `offer ${offerId}` }]
