import type { Resource } from '../messages/resource.ts'
import type { Resources } from './algebra.ts'
import { sameKind } from './kind.ts'
import { sameValue } from './value.ts'

/** The role of the last reservation: the one that counts. Undefined when unreserved. */
export const reservationRole = ({ reservations }: Resource): string | undefined => reservations?.at(-1)?.role

export const isUnreserved = ({ reservations }: Resource): boolean => !reservations?.length

/** Reserved at all, or, with `role`, for exactly this role. */
export const isReserved = (resource: Resource, role?: string): boolean =>
  !isUnreserved(resource) && (role === undefined || reservationRole(resource) === role)

export const isDynamicallyReserved = ({ reservations }: Resource): boolean => reservations?.at(-1)?.type === 'DYNAMIC'
export const hasRefinedReservations = ({ reservations }: Resource): boolean => (reservations?.length ?? 0) > 1
export const isRevocable = ({ revocable }: Resource): boolean => revocable !== undefined
export const isShared = ({ shared }: Resource): boolean => shared !== undefined
export const isPersistentVolume = ({ disk }: Resource): boolean => disk?.persistence !== undefined

/** What is reserved for `a` goes to frameworks in `a`, `a/b` … What is unreserved goes to all. */
export const isAllocatableTo = (resource: Resource, role: string): boolean => {
  const reserved = reservationRole(resource)
  return reserved === undefined || reserved === role || role.startsWith(`${reserved}/`)
}

export const unreserved = (resources: Resources): Resource[] => resources.filter(isUnreserved)
export const reserved = (resources: Resources, role?: string): Resource[] => resources.filter(r => isReserved(r, role))
export const revocable = (resources: Resources): Resource[] => resources.filter(isRevocable)
export const nonRevocable = (resources: Resources): Resource[] => resources.filter(r => !isRevocable(r))
export const shared = (resources: Resources): Resource[] => resources.filter(isShared)
export const nonShared = (resources: Resources): Resource[] => resources.filter(r => !isShared(r))
export const persistentVolumes = (resources: Resources): Resource[] => resources.filter(isPersistentVolume)
export const allocatableTo = (resources: Resources, role: string): Resource[] =>
  resources.filter(r => isAllocatableTo(r, role))

/** Dynamic reservations and persistent volumes: what an agent keeps on disk and announces again. */
export const checkpointed = (resources: Resources): Resource[] =>
  resources.filter(r => isDynamicallyReserved(r) || isPersistentVolume(r))

/** Reservation role → resources reserved for it. */
export const byReservationRole = (resources: Resources): Map<string, Resource[]> => groupBy(resources, reservationRole)

/** Allocation role → resources allocated to it. */
export const byAllocationRole = (resources: Resources): Map<string, Resource[]> =>
  groupBy(resources, r => r.allocation_info?.role)

/** Each shared resource once, however many use it. */
export const withoutRepeatedShared = (resources: Resources): Resource[] =>
  resources.filter((r, i) => !isShared(r) || resources.findIndex(o => sameKind(o, r) && sameValue(o, r)) === i)

const groupBy = (resources: Resources, key: (r: Resource) => string | undefined): Map<string, Resource[]> => {
  const groups = new Map<string, Resource[]>()
  for (const resource of resources) {
    const role = key(resource)
    if (role === undefined) continue
    const group = groups.get(role)
    if (group) group.push(resource)
    else groups.set(role, [resource])
  }
  return groups
}
