import { answerInverseOffers } from '../maintenance/answer.ts'
import type { Transition } from './transition.ts'

/** The framework would rather stay. */
export const declineInverseOffers: Transition<'decline-inverse-offers'> = (state, { frameworkId, call }, now) =>
  answerInverseOffers(state, frameworkId, 'DECLINE', call, now)
