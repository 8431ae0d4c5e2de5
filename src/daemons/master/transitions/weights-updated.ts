import { weightsChanged } from '../allocation.ts'
import { info } from '../log.ts'
import { rescindAll } from '../offers/withdraw.ts'
import type { Transition } from './transition.ts'

/** Durable: from now on they hold. Where somebody is in one of the roles, all offers are made anew. */
export const weightsUpdated: Transition<'weights-updated'> = (state, { weights, request }) => {
  for (const [role, weight] of weights) state.weights.set(role, weight)
  const inUse = [...weights.keys()].some(role => state.roles.has(role))
  return [
    info('weights are set', { weights: Object.fromEntries(weights) }),
    ...weightsChanged(state),
    ...(inUse ? rescindAll(state, state.offers.keys()) : []),
    { kind: 'reply', request, status: 200 },
  ]
}
