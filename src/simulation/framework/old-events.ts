import type { Event } from '../../mesos/messages/scheduler.ts'

/** What a driver makes of a message of the leader; `undefined`: nothing that a scheduler hears. `name` in full. */
export const eventIn = (name: string, body: any): Event | undefined => {
  switch (name.slice('mesos.internal.'.length)) {
    case 'FrameworkRegisteredMessage':
    case 'FrameworkReregisteredMessage':
      return { type: 'SUBSCRIBED', subscribed: { framework_id: body.framework_id, master_info: body.master_info } }
    case 'ResourceOffersMessage':
      return { type: 'OFFERS', offers: { offers: body.offers ?? [] } }
    case 'InverseOffersMessage':
      return { type: 'INVERSE_OFFERS', inverse_offers: { inverse_offers: body.inverse_offers ?? [] } }
    case 'RescindResourceOfferMessage':
      return { type: 'RESCIND', rescind: body }
    case 'StatusUpdateMessage': {
      const { status, uuid, agent_id } = body.update
      const { uuid: _, ...rest } = status
      // An empty one is the leader's own: nobody acknowledges it.
      return { type: 'UPDATE', update: { status: { ...rest, ...(agent_id && { agent_id }), ...(uuid && { uuid }) } } }
    }
    case 'FrameworkErrorMessage':
      return { type: 'ERROR', error: { message: body.message } }
    default:
      return undefined
  }
}
