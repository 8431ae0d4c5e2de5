import type { Resource } from '../../../mesos/messages/resource.ts'
import { add, normalize, revocable, subtract, unallocate } from '../../../mesos/resources/index.ts'
import { usedResources } from '../resources/used.ts'
import type { FollowerState } from '../state.ts'

/** What may be offered on top of what we have, and taken back: as much as is fixed, and whatever of it is in use. */
export const estimate = (state: FollowerState, fixed: readonly Resource[]): Resource[] => {
  const used = normalize(unallocate(revocable(usedResources(state))))
  return add(subtract(fixed, used), used)
}
