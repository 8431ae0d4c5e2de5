import type { Offer } from '../../../mesos/messages/offer.ts'
import { released } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { notify } from '../frameworks/notify.ts'
import type { MasterState } from '../state.ts'

/** Takes an outstanding offer off the books; its resources are the caller's to give back. */
export const takeOffer = (state: MasterState, offerId: string): Offer | undefined => {
  const offer = state.offers.get(offerId)
  if (offer === undefined) return undefined
  state.offers.delete(offerId)
  state.frameworks.get(offer.framework_id.value)?.offers.delete(offerId)
  state.agents.registered.get(offer.agent_id.value)?.offers.delete(offerId)
  return offer
}

/** The framework may not use the offer any more: it hears so, and the resources are free again. */
export const rescind = (state: MasterState, offerId: string): Effect[] => {
  const offer = takeOffer(state, offerId)
  if (offer === undefined) return []
  const framework = state.frameworks.get(offer.framework_id.value)
  return [
    ...cancelTimeout(state, offerId),
    ...(framework ? notify(framework, { type: 'RESCIND', rescind: { offer_id: offer.id } }) : []),
    ...released(state, offer.framework_id.value, offer.agent_id.value, offer.resources ?? []),
  ]
}

export const rescindAll = (state: MasterState, offerIds: Iterable<string>): Effect[] =>
  [...offerIds].flatMap(id => rescind(state, id))

export const cancelTimeout = (state: MasterState, offerId: string): Effect[] =>
  state.settings.offerTimeout === undefined ? [] : [{ kind: 'cancel-timer', id: `offer ${offerId}` }]

/** Like rescinding, but nobody is told. */
export const takeOffers = (state: MasterState, offerIds: Iterable<string>): Effect[] =>
  [...offerIds].flatMap(id => {
    const offer = takeOffer(state, id)
    if (offer === undefined) return []
    const { framework_id, agent_id, resources = [] } = offer
    return [...cancelTimeout(state, id), ...released(state, framework_id.value, agent_id.value, resources)]
  })
