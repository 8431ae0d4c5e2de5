import { declined } from '../allocation.ts'
import { cancelTimeout, takeOffer } from '../offers/withdraw.ts'
import type { Transition } from './transition.ts'

/** Offers that are another's, or none any more, are passed over. */
export const decline: Transition<'decline'> = (state, { frameworkId, call }, now) =>
  (call.offer_ids ?? []).flatMap(({ value: id }) => {
    const offer = state.offers.get(id)
    if (offer?.framework_id.value !== frameworkId) return []
    takeOffer(state, id)
    return [
      ...cancelTimeout(state, id),
      ...declined(state, frameworkId, offer.agent_id.value, offer.resources ?? [], call.filters ?? {}, now),
    ]
  })
