import type { Call } from '../../../../mesos/messages/master-call.ts'
import type { OfferOperation } from '../../../../mesos/messages/offer.ts'
import type { MasterHttp } from '../context.ts'
import { operateOn } from '../operate.ts'
import type { Calls, HandleCall } from './calls.ts'

/** Reservations and volumes of what nobody uses. */
export const operationCalls = (http: MasterHttp): Calls => {
  const on =
    (read: (call: Call) => Target): HandleCall =>
    ({ call, request: { principal } }) => {
      const { agent_id, operation } = read(call)
      return operateOn(http, agent_id?.value ?? '', operation, principal)
    }
  return {
    RESERVE_RESOURCES: on(({ reserve_resources }) => {
      const { agent_id, resources, source } = reserve_resources!
      return { agent_id, operation: { type: 'RESERVE', reserve: { resources, source } } }
    }),
    UNRESERVE_RESOURCES: on(({ unreserve_resources }) => {
      const { agent_id, resources } = unreserve_resources!
      return { agent_id, operation: { type: 'UNRESERVE', unreserve: { resources } } }
    }),
    CREATE_VOLUMES: on(({ create_volumes }) => {
      const { agent_id, volumes } = create_volumes!
      return { agent_id, operation: { type: 'CREATE', create: { volumes } } }
    }),
    DESTROY_VOLUMES: on(({ destroy_volumes }) => {
      const { agent_id, volumes } = destroy_volumes!
      return { agent_id, operation: { type: 'DESTROY', destroy: { volumes } } }
    }),
    GROW_VOLUME: on(({ grow_volume }) => {
      const { agent_id, volume, addition } = grow_volume!
      return { agent_id, operation: { type: 'GROW_VOLUME', grow_volume: { volume, addition } } }
    }),
    SHRINK_VOLUME: on(({ shrink_volume }) => {
      const { agent_id, volume, subtract } = shrink_volume!
      return { agent_id, operation: { type: 'SHRINK_VOLUME', shrink_volume: { volume, subtract } } }
    }),
  }
}

interface Target {
  readonly agent_id?: { readonly value: string }
  readonly operation: OfferOperation
}
