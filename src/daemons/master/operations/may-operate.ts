import type { Authorize, Principal } from '../../../http/types.ts'
import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { reservationRole, toPostRefinement } from '../../../mesos/resources/index.ts'

/** Whether somebody may do that with every resource that the operation names. */
export const mayOperate = (
  authorize: Authorize,
  principal: Principal | undefined,
  operation: OfferOperation,
): boolean => {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume, create_disk, destroy_disk } = operation
  const each = (action: string, resources: readonly Resource[] = [], value: (r: Resource) => string | undefined) => {
    const all = toPostRefinement(resources)
    if (all.length === 0) return authorize(action, principal)
    return all.every(resource => authorize(action, principal, { value: value(resource), resource }))
  }
  if (reserve) {
    const replaces = reserve.source?.length ? each('UNRESERVE_RESOURCES', reserve.source, reserver) : true
    return each('RESERVE_RESOURCES', reserve.resources, reservationRole) && replaces
  }
  if (unreserve) return each('UNRESERVE_RESOURCES', unreserve.resources, reserver)
  if (create) return each('CREATE_VOLUME', create.volumes, reservationRole)
  if (destroy) return each('DESTROY_VOLUME', destroy.volumes, r => r.disk?.persistence?.principal)
  if (create_disk) return each(`CREATE_${create_disk.target_type}_DISK`, [create_disk.source], reservationRole)
  if (destroy_disk) {
    const { source } = destroy_disk
    return each(`DESTROY_${source.disk?.source?.type ?? 'RAW'}_DISK`, [source], reservationRole)
  }
  const resized = grow_volume?.volume ?? shrink_volume?.volume
  return each('RESIZE_VOLUME', resized && [resized], reservationRole)
}

const reserver = ({ reservations }: Resource) => reservations?.at(-1)?.principal
