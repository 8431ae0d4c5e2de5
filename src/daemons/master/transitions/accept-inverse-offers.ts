import { answerInverseOffers } from '../maintenance/answer.ts'
import type { Transition } from './transition.ts'

/** The framework will leave these agents in time. Word only: nothing is taken from it. */
export const acceptInverseOffers: Transition<'accept-inverse-offers'> = (state, { frameworkId, call }, now) =>
  answerInverseOffers(state, frameworkId, 'ACCEPT', call, now)
