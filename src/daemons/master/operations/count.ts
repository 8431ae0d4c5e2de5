import type { OfferOperation, OperationState } from '../../../mesos/messages/offer.ts'
import type { Effect } from '../effects.ts'

/** An operation came to its end: facts/metrics.md 3.4. */
export const countOperation = ({ type }: OfferOperation, state: OperationState): Effect[] => {
  const end = state.replace('OPERATION_', '').toLowerCase()
  return [
    { kind: 'count', metric: `master/operations/${end}` },
    { kind: 'count', metric: `master/operations/${(type ?? 'unknown').toLowerCase()}/${end}` },
  ]
}
