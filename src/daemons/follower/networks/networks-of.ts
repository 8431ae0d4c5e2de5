import type { NetworkInfo } from '../../../mesos/messages/container.ts'
import type { Container } from '../containerizer/container.ts'
import type { IsolatorSettings } from '../containerizer/isolators/isolator.ts'
import { networkHolder, networksFolder } from '../containerizer/isolators/network/cni.ts'
import { readNetworkInfos } from './kept.ts'

/** The networks that a container is in, its own or those of the one around it, with its addresses. `undefined`: it is on the host's. */
export const networksOf = (
  container: Container | undefined,
  settings: IsolatorSettings,
): readonly NetworkInfo[] | undefined => {
  if (container === undefined || settings.network_cni_config_dir === undefined) return undefined
  const holder = networkHolder(container)
  return holder && readNetworkInfos(networksFolder(settings, holder))
}
