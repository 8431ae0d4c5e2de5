import { rescindInverseOffers } from '../maintenance/inverse-offers.ts'
import type { Transition } from './transition.ts'

/** Unanswered for --offer_timeout; the next run of the allocator asks again. */
export const inverseOfferTimeout: Transition<'inverse-offer-timeout'> = (state, { offerId }) =>
  rescindInverseOffers(state, [offerId])
