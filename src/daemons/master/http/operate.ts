import { forbidden } from '../../../http/answer.ts'
import type { Answer, Authorize, Principal } from '../../../http/types.ts'
import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import { reservationRole, toPostRefinement } from '../../../mesos/resources/index.ts'
import type { MasterHttp } from './context.ts'
import { decided } from './decided.ts'

/** An operator's operation on what nobody uses of an agent. */
export const operateOn = (
  http: MasterHttp,
  agentId: string,
  operation: OfferOperation,
  principal: Principal | undefined,
): Answer | Promise<Answer> => {
  if (principal && principal.value === undefined) return forbidden('a principal that has claims only cannot reserve')
  const authorized = mayOperate(http.authorize, principal, operation)
  const who = principal?.value
  return decided(http, request => ({ kind: 'operate', agentId, operation, principal: who, authorized, request }))
}

/** Of every resource that the operation names. */
const mayOperate = (authorize: Authorize, principal: Principal | undefined, operation: OfferOperation): boolean => {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume } = operation
  const each = (action: string, resources: Resources, value: (r: Named) => string | undefined) => {
    const all = toPostRefinement(resources ?? [])
    if (all.length === 0) return authorize(action, principal)
    return all.every(resource => authorize(action, principal, { value: value(resource), resource }))
  }
  const reserver = (r: Named) => r.reservations?.at(-1)?.principal
  if (reserve) {
    const replaces = reserve.source?.length ? each('UNRESERVE_RESOURCES', reserve.source, reserver) : true
    return each('RESERVE_RESOURCES', reserve.resources, reservationRole) && replaces
  }
  if (unreserve) return each('UNRESERVE_RESOURCES', unreserve.resources, reserver)
  if (create) return each('CREATE_VOLUME', create.volumes, reservationRole)
  if (destroy) return each('DESTROY_VOLUME', destroy.volumes, r => r.disk?.persistence?.principal)
  const resized = grow_volume?.volume ?? shrink_volume?.volume
  return each('RESIZE_VOLUME', resized && [resized], reservationRole)
}

type Resources = NonNullable<OfferOperation['create']>['volumes']
type Named = NonNullable<Resources>[number]
