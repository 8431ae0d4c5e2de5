import { rescind } from '../offers/withdraw.ts'
import type { Transition } from './transition.ts'

export const offerTimeout: Transition<'offer-timeout'> = (state, { offerId }) => rescind(state, offerId)
