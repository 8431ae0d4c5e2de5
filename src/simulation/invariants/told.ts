import type { Effect } from '../../daemons/master/effects.ts'
import type { Offer } from '../../mesos/messages/offer.ts'
import type { TaskStatus } from '../../mesos/messages/task.ts'

/** Offers that a framework is told of by this, over HTTP or libprocess. */
export const offersIn = (effect: Effect): readonly Offer[] => {
  if (effect.kind === 'stream') return effect.event.offers?.offers ?? []
  if (effect.kind !== 'send' || effect.name !== 'ResourceOffersMessage') return []
  return (effect.body as { offers?: Offer[] }).offers ?? []
}

export const statusIn = (effect: Effect): TaskStatus | undefined => {
  if (effect.kind === 'stream') return effect.event.update?.status
  if (effect.kind !== 'send' || effect.name !== 'StatusUpdateMessage') return undefined
  return (effect.body as { update: { status: TaskStatus } }).update.status
}
