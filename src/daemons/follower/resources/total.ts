import type { Resource } from '../../../mesos/messages/resource.ts'
import { withCheckpointed } from '../../../mesos/resources/index.ts'
import type { FollowerState } from '../state.ts'

/** All that we have: what is configured, with the reservations and volumes that were made of it. */
export const totalResources = ({ info, checkpointedResources }: FollowerState): Resource[] =>
  withCheckpointed(info.resources ?? [], checkpointedResources)
