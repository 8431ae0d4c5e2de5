import type { Offer } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { toPreRefinement } from '../../../mesos/resources/index.ts'
import type { Framework } from '../state.ts'

/** Frameworks of one role know no allocation; those without RESERVATION_REFINEMENT know `role` and `reservation` only. */
export const forOldFrameworks = ({ capabilities }: Framework, offer: Offer): Offer => {
  const refined = capabilities.has('RESERVATION_REFINEMENT')
  if (capabilities.has('MULTI_ROLE')) {
    return refined ? offer : { ...offer, resources: toPreRefinement(offer.resources ?? []) }
  }
  const { allocation_info: _, ...plain } = offer
  const resources = (offer.resources ?? []).map(withoutAllocation)
  return { ...plain, resources: refined ? resources : toPreRefinement(resources) }
}

const withoutAllocation = ({ allocation_info: _, ...resource }: Resource): Resource => resource
