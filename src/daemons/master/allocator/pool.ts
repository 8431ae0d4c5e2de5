import type { Resource } from '../../../mesos/messages/resource.ts'
import {
  hasRefinedReservations,
  isAllocatableTo,
  isRevocable,
  isShared,
  isUnreserved,
} from '../../../mesos/resources/filters.ts'
import { type Quantities, quantities, quantitiesContain } from '../../../mesos/resources/quantities.ts'
import type { AllocatorState, Client } from './state.ts'

/** What of an agent's rest a client could be offered: reservations of its role and above, without what it cannot handle. */
export const poolFor = (rest: readonly Resource[], { node, framework }: Client): readonly Resource[] => {
  if (isPlain(rest)) return rest
  const has = framework.capabilities
  return rest.filter(
    r =>
      isAllocatableTo(r, node.role) &&
      (!isRevocable(r) || has.has('REVOCABLE_RESOURCES')) &&
      (!isShared(r) || has.has('SHARED_RESOURCES')) &&
      (!hasRefinedReservations(r) || has.has('RESERVATION_REFINEMENT')),
  )
}

export const hasUnreserved = (rest: readonly Resource[]): boolean => rest.some(isUnreserved)

/** Holds one of the sets of minimal quantities that apply to the client. */
export const isWorthOffering = (state: AllocatorState, pool: readonly Resource[], client: Client): boolean => {
  const minima = client.framework.minima?.get(client.node.role) ?? state.settings.minAllocatableResources
  return pool.length > 0 && holdsAny(pool, minima)
}

const plain = new WeakMap<readonly Resource[], boolean>()

/** Remembered by list, as lists never change and every framework of the cluster may ask. */
const isPlain = (rest: readonly Resource[]): boolean => {
  const known = plain.get(rest)
  if (known !== undefined) return known
  const answer = rest.every(r => isUnreserved(r) && !isRevocable(r) && !isShared(r))
  plain.set(rest, answer)
  return answer
}

const verdicts = new WeakMap<readonly Resource[], { minima: readonly Quantities[]; answer: boolean }>()

const holdsAny = (pool: readonly Resource[], minima: readonly Quantities[]): boolean => {
  if (minima.length === 0) return true
  const known = verdicts.get(pool)
  if (known?.minima === minima) return known.answer
  const held = quantities(pool)
  const answer = minima.some(minimum => quantitiesContain(held, minimum))
  verdicts.set(pool, { minima, answer })
  return answer
}
