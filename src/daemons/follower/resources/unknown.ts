import type { Resource } from '../../../mesos/messages/resource.ts'
import { checkpointed, contains, toPostRefinement, unallocate } from '../../../mesos/resources/index.ts'
import type { FollowerState } from '../state.ts'

/** Reservations and volumes that somebody wants to use and that are not here: the leader knows of something that never came, or is gone. */
export const unknownResources = (
  { checkpointedResources }: FollowerState,
  wanted: readonly Resource[],
): readonly Resource[] => {
  const kept = unallocate(checkpointed(toPostRefinement(wanted))) // of most tasks nothing, so that they cost nothing
  return kept.filter(resource => !contains(checkpointedResources, [resource]))
}
