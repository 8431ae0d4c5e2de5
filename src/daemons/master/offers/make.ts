import type { Offer } from '../../../mesos/messages/offer.ts'
import { urlOf } from '../agents/url.ts'
import type { Allocation } from '../allocator/allocator.ts'
import type { Effect } from '../effects.ts'
import { notify } from '../frameworks/notify.ts'
import { lookAgain } from '../maintenance/inverse-offers.ts'
import type { Agent, Framework, MasterState } from '../state.ts'
import { forOldFrameworks } from './old-forms.ts'

/** Turns what the allocator gives into offers: one event for each framework. */
export const makeOffers = (state: MasterState, allocations: readonly Allocation[]): Effect[] => {
  const byFramework = new Map<Framework, Offer[]>()
  const effects: Effect[] = []
  for (const allocation of allocations) {
    const framework = state.frameworks.get(allocation.frameworkId)
    const agent = state.agents.registered.get(allocation.agentId)
    if (framework === undefined || agent === undefined) continue
    const offer = makeOffer(state, framework, agent, allocation)
    const offers = byFramework.get(framework)
    if (offers) offers.push(offer)
    else byFramework.set(framework, [offer])
    effects.push(...timeout(state, offer.id.value))
  }
  for (const [framework, offers] of byFramework) {
    const shown = offers.map(offer => forOldFrameworks(framework, offer))
    effects.push(...notify(framework, { type: 'OFFERS', offers: { offers: shown } }))
  }
  return effects
}

const makeOffer = (state: MasterState, framework: Framework, agent: Agent, allocation: Allocation): Offer => {
  const { info } = agent
  const executors = [...(agent.executors.get(framework.id)?.keys() ?? [])]
  const offer: Offer = {
    id: { value: `${state.info.id}-O${state.next.offer++}` },
    framework_id: { value: framework.id },
    agent_id: { value: agent.id },
    hostname: info.hostname,
    url: urlOf(agent),
    ...(info.domain && { domain: info.domain }),
    resources: allocation.resources,
    ...(info.attributes?.length && { attributes: info.attributes }),
    ...(agent.maintenance && { unavailability: agent.maintenance.unavailability }),
    ...(executors.length > 0 && { executor_ids: executors.map(value => ({ value })) }),
    allocation_info: { role: allocation.role },
  }
  state.offers.set(offer.id.value, offer)
  framework.offers.add(offer.id.value)
  agent.offers.add(offer.id.value)
  lookAgain(agent)
  return offer
}

const timeout = ({ settings: { offerTimeout } }: MasterState, offerId: string): Effect[] =>
  offerTimeout === undefined
    ? []
    : [{ kind: 'timer', id: `offer ${offerId}`, after: offerTimeout, next: { kind: 'offer-timeout', offerId } }]
