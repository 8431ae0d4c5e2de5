import type { Resource, ResourceReservationInfo } from '../messages/resource.ts'
import { normalize, type Resources } from './algebra.ts'

/** All reservations gone. */
export const toUnreserved = (resources: Resources): Resource[] =>
  normalize(resources.map(resource => withReservations(resource, [])))

/** One more reservation on top of each. */
export const pushReservation = (resources: Resources, reservation: ResourceReservationInfo): Resource[] =>
  resources.map(resource => withReservations(resource, [...(resource.reservations ?? []), reservation]))

/** The last reservation of each gone; unreserved ones stay as they are. */
export const popReservation = (resources: Resources): Resource[] =>
  normalize(resources.map(resource => withReservations(resource, resource.reservations?.slice(0, -1) ?? [])))

/** Marked as allocated to the role. */
export const allocate = (resources: Resources, role: string): Resource[] => {
  const allocation_info = { role }
  return resources.map(resource =>
    resource.allocation_info?.role === role ? resource : { ...resource, allocation_info },
  )
}

/** Resources of several roles melt together. */
export const unallocate = (resources: Resources): Resource[] => {
  if (resources.every(resource => resource.allocation_info === undefined)) return resources.slice()
  return normalize(
    resources.map(resource => {
      if (resource.allocation_info === undefined) return resource
      const { allocation_info: _, ...rest } = resource
      return rest
    }),
  )
}

const withReservations = (resource: Resource, reservations: ResourceReservationInfo[]): Resource => {
  const { reservations: _, ...rest } = resource
  return reservations.length === 0 ? rest : { ...rest, reservations }
}
