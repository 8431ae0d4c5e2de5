import type { Resource, ResourceReservationInfo } from '../messages/resource.ts'
import type { Resources } from './algebra.ts'

/**
 * Three forms of a reservation (facts/master.md 8). Post-refinement: a stack `reservations`, the only form inside. Pre-refinement:
 * `role`, and `reservation` when dynamic. Endpoints: both at once. A resource that has both fields must have come through
 * validation, which refuses it from frameworks.
 */
export const toPostRefinement = (resources: Resources): Resource[] => resources.map(postRefined)

/** Refined reservations have no such form: they stay as they are. Framework capability RESERVATION_REFINEMENT avoids them. */
export const toPreRefinement = (resources: Resources): Resource[] => resources.map(preRefined)

export const toEndpointForm = (resources: Resources): Resource[] => resources.map(endpointForm)

const postRefined = (resource: Resource): Resource => {
  if (resource.role === undefined && resource.reservation === undefined && resource.reservations?.length !== 0) {
    return resource
  }
  const { role = '*', reservation, reservations, ...rest } = resource
  if (reservations?.length) return { ...rest, reservations }
  if (role === '*') return rest
  return { ...rest, reservations: [reservation ? { ...reservation, type: 'DYNAMIC', role } : { type: 'STATIC', role }] }
}

const preRefined = (resource: Resource): Resource => {
  const { reservations = [], ...rest } = resource
  if (reservations.length > 1) return resource
  return { ...rest, ...oldFields(reservations[0]) }
}

const endpointForm = (resource: Resource): Resource =>
  (resource.reservations?.length ?? 0) > 1 ? resource : { ...resource, ...oldFields(resource.reservations?.[0]) }

const oldFields = (reservation: ResourceReservationInfo | undefined): Pick<Resource, 'role' | 'reservation'> => {
  if (!reservation) return { role: '*' }
  const { type, role, ...who } = reservation
  return type === 'DYNAMIC' ? { role, reservation: who } : { role }
}
