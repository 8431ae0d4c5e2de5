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
  const has = framework.capabilities
  return rest.filter(
    r =>
      isAllocatableTo(r, node.role) &&
      (!isRevocable(r) || has.has('REVOCABLE_RESOURCES')) &&
      (!isShared(r) || has.has('SHARED_RESOURCES')) &&
      (!hasRefinedReservations(r) || has.has('RESERVATION_REFINEMENT')),
  )
}

/** Everybody may have all of it: neither reserved nor revocable nor shared. */
export const isPlain = (rest: readonly Resource[]): boolean =>
  rest.every(r => isUnreserved(r) && !isRevocable(r) && !isShared(r))

export const minimaOf = ({ settings }: AllocatorState, { framework, node }: Client): readonly Quantities[] =>
  framework.minima?.get(node.role) ?? settings.minAllocatableResources

/** One of the sets of minimal quantities is in it, and it is something at all. */
export const isWorthOffering = (pool: readonly Resource[], minima: readonly Quantities[]): boolean => {
  if (pool.length === 0) return false
  if (minima.length === 0) return true
  const held = quantities(pool)
  return minima.some(minimum => quantitiesContain(held, minimum))
}
