import { frameworkActivity } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { forgetRefusals } from '../maintenance/answer.ts'
import { rescindInverseOffers } from '../maintenance/inverse-offers.ts'
import { rescindAll } from '../offers/withdraw.ts'
import type { Framework, MasterState } from '../state.ts'

/** No offers any more; those that are out are rescinded. */
export const deactivateFramework = (state: MasterState, framework: Framework): Effect[] => {
  if (!framework.active) return []
  framework.active = false
  forgetRefusals(state, framework)
  return [
    ...frameworkActivity(state, framework),
    ...rescindAll(state, framework.offers),
    ...rescindInverseOffers(state, framework.inverseOffers),
  ]
}
