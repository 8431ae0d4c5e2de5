import type { NetworkInfo } from '../../../mesos/messages/container.ts'
import { type FollowerState, ownerOf } from '../state.ts'

/** Of a container, as far as the follower knows it: an executor or one that is held otherwise. */
interface Networked {
  readonly networkInfos?: readonly NetworkInfo[]
  readonly info?: { readonly network_infos?: readonly NetworkInfo[] } | undefined
}

/**
 * What a container's status says of its networks: those that it has joined, or the agent's address where it is on the host's network.
 * None is told of one that has yet to join. PURE.
 */
export const networkInfos = (
  state: FollowerState,
  { networkInfos: joined, info }: Networked,
): readonly NetworkInfo[] => {
  if (joined !== undefined) return joined
  if (info?.network_infos?.some(({ name }) => name !== undefined)) return []
  return [{ ip_addresses: [{ ip_address: state.settings.ip }] }]
}

/** Where tasks in the container are reached. */
export const containerAddress = (state: FollowerState, joined: readonly NetworkInfo[] | undefined): string =>
  joined?.flatMap(({ ip_addresses }) => ip_addresses ?? []).find(({ ip_address }) => ip_address)?.ip_address ??
  state.settings.ip

/** Of a container that runs in networks of its own: where its figures are. */
export const networkedContainer = (
  state: FollowerState,
  containerId: string,
): { readonly pid: number; readonly networks: number } | undefined => {
  const { process: first, networkInfos: joined } =
    state.containers.get(containerId) ?? ownerOf(state, containerId)?.executor ?? {}
  return first && joined ? { pid: first.pid, networks: joined.length } : undefined
}
