import type { ResourceVersionUUID } from '../../../mesos/messages/internal-operations.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import type { FollowerState } from '../state.ts'

/**
 * Whether the leader decided on resources that are not as it thinks: it says which state of ours, and of our resource providers, it knows. Only those whose
 * resources are used count; of providers we have none. One that says nothing is of a release before it did.
 */
export const isOutdated = (
  { resourceVersion }: FollowerState,
  versions: readonly ResourceVersionUUID[],
  resources: readonly Resource[],
): boolean => {
  if (versions.length === 0) return false
  const known = new Map(versions.map(({ resource_provider_id: id, uuid }) => [id?.value, uuid.value]))
  const used = new Set(resources.map(({ provider_id }) => provider_id?.value))
  return [...used].some(provider => provider !== undefined || known.get(undefined) !== resourceVersion)
}
