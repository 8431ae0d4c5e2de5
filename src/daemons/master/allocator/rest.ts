import type { Resource } from '../../../mesos/messages/resource.ts'
import {
  hasRefinedReservations,
  isAllocatableTo,
  isRevocable,
  isShared,
  isUnreserved,
  reservationRole,
} from '../../../mesos/resources/filters.ts'
import { sameKind } from '../../../mesos/resources/kind.ts'
import { type Quantities, quantities, quantitiesContain } from '../../../mesos/resources/quantities.ts'
import { sameValue } from '../../../mesos/resources/value.ts'
import type { AllocatorState, Client, FrameworkState } from './state.ts'
import { type Vector, vectorOf } from './vector.ts'

/** What is left of an agent to offer, with what is worked out of it again and again. */
export interface Rest {
  readonly resources: readonly Resource[]
  readonly hasUnreserved: boolean
  /** The roles that parts of it are reserved for. */
  readonly reservedFor: readonly string[]
  /** By handles and reservations that apply: which part of it a client could be offered. */
  readonly pools: Map<string | number, Pool>
  /** Neither reserved nor revocable nor shared: everybody could have all of it. */
  readonly everybodys?: Pool
  /** Of what counts as unreserved against quota. */
  vector?: Vector
}

export interface Pool {
  readonly resources: readonly Resource[]
  quantities?: Quantities
  /** It reaches the usual minimum. */
  worth?: boolean
}

/** Bits of `handles`. */
const REVOCABLE = 1
const SHARED = 2
const REFINED = 4

export const handlesOf = ({ capabilities }: FrameworkState): number =>
  (capabilities.has('REVOCABLE_RESOURCES') ? REVOCABLE : 0) |
  (capabilities.has('SHARED_RESOURCES') ? SHARED : 0) |
  (capabilities.has('RESERVATION_REFINEMENT') ? REFINED : 0)

export const restOf = (resources: readonly Resource[]): Rest => {
  const reservedFor = new Set<string>()
  for (const resource of resources) if (!isUnreserved(resource)) reservedFor.add(reservationRole(resource)!)
  const plain = resources.every(r => isUnreserved(r) && !isRevocable(r) && !isShared(r))
  return {
    resources,
    hasUnreserved: resources.some(isUnreserved),
    reservedFor: [...reservedFor],
    pools: new Map(),
    ...(plain && { everybodys: { resources } }),
  }
}

/** Reservations of its role and above, without what it cannot handle. The same pool for all who could have the same. */
export const poolFor = (rest: Rest, client: Client): Pool => {
  if (rest.everybodys) return rest.everybodys
  const { role } = client.node
  const reserved = rest.reservedFor.some(other => other === role || role.startsWith(`${other}/`))
  const key = reserved ? `${client.handles} ${role}` : client.handles
  let pool = rest.pools.get(key)
  if (!pool) {
    pool = { resources: rest.resources.filter(r => isAllocatableTo(r, role) && handles(client.handles, r)) }
    rest.pools.set(key, pool)
  }
  return pool
}

const handles = (bits: number, resource: Resource): boolean =>
  (!isRevocable(resource) || (bits & REVOCABLE) !== 0) &&
  (!isShared(resource) || (bits & SHARED) !== 0) &&
  (!hasRefinedReservations(resource) || (bits & REFINED) !== 0)

/** It is something at all, and one of the sets of minimal quantities is in it. */
export const isWorth = ({ settings }: AllocatorState, pool: Pool, { minima }: Client): boolean =>
  minima ? reaches(pool, minima) : (pool.worth ??= reaches(pool, settings.minAllocatableResources))

const reaches = (pool: Pool, minima: readonly Quantities[]): boolean => {
  if (pool.resources.length === 0) return false
  if (minima.length === 0) return true
  const held = (pool.quantities ??= quantities(pool.resources))
  return minima.some(minimum => quantitiesContain(held, minimum))
}

/** Of what counts as unreserved against quota. */
export const quotaVector = (state: AllocatorState, rest: Rest): Vector =>
  (rest.vector ??= vectorOf(state.names, rest.resources.filter(isCounted)))

export const isCounted = (resource: Resource): boolean =>
  resource.type === 'SCALAR' && isUnreserved(resource) && !isRevocable(resource)

/** The same resources in the same order. */
export const sameList = (a: readonly Resource[], b: readonly Resource[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i] || (sameKind(x, b[i]!) && sameValue(x, b[i]!)))
