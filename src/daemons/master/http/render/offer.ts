import type { Offer } from '../../../../mesos/messages/offer.ts'
import { summarize } from '../../../../mesos/resources/index.ts'

/** PURE. An offer among those of its framework. */
export const offerView = (offer: Offer) => ({
  id: offer.id.value,
  framework_id: offer.framework_id.value,
  ...(offer.allocation_info && { allocation_info: offer.allocation_info }),
  slave_id: offer.agent_id.value,
  resources: summarize(offer.resources ?? []),
})
