import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { NetworkInfo } from '../../../mesos/messages/container.ts'
import { writeWhole } from '../recovery/files.ts'
import { type NetworkConfig, parseConfig } from './config.ts'
import { configFile, type JoinedNetwork, networkFolder, resultFile } from './plan.ts'
import { type CniResult, networkInfoOf, parseResult } from './result.ts'

/**
 * What lies on disk of one network that a container has joined, or was about to join: with it any later follower can leave it. Where and
 * how is Mesos' way (containerizer.md 4): network.conf is what plugins are told, network.info what they have said.
 */
export interface KeptNetwork {
  readonly interface: string
  readonly config: NetworkConfig
  readonly info: NetworkInfo
  /** Absent: it was not joined, or not wholly. */
  readonly result?: CniResult
}

const mesosArgs = 'org.apache.mesos'

/** Before the first plugin is run. */
export const keepConfig = (folder: string, network: JoinedNetwork, { plugins, ...config }: NetworkConfig): void => {
  const told = plugins.map(plugin => ({
    ...plugin,
    args: { ...plugin.args, [mesosArgs]: { network_info: network.info } },
  }))
  const content = told.length === 1 ? { ...told[0], ...config } : { ...config, plugins: told }
  writeWhole(`${networkFolder(folder, network.name)}/${network.interface}/.keep`, '')
  writeWhole(configFile(folder, network.name), JSON.stringify(content))
}

export const keepResult = (folder: string, network: JoinedNetwork, { raw }: CniResult): void =>
  writeWhole(resultFile(folder, network.name, network.interface), JSON.stringify(raw))

/** In the order of joining. What can't be read any more is left out. */
export const keptNetworks = (folder: string): readonly KeptNetwork[] =>
  foldersIn(folder)
    .flatMap(name => readKept(folder, name))
    .sort((a, b) => a.interface.localeCompare(b.interface, 'en', { numeric: true }))

const readKept = (folder: string, network: string): readonly KeptNetwork[] => {
  const [interfaceName] = foldersIn(networkFolder(folder, network))
  const file = configFile(folder, network)
  if (interfaceName === undefined || !existsSync(file)) return []
  const told = withoutInfo(readFileSync(file, 'utf8'))
  if (told === undefined) return []
  const printed = resultFile(folder, network, interfaceName)
  const result = existsSync(printed) ? parseResult(readFileSync(printed, 'utf8')) : undefined
  return [{ ...told, interface: interfaceName, ...(result && 'addresses' in result ? { result } : {}) }]
}

/** A configuration as the operator wrote it, and what the framework asked for. */
const withoutInfo = (text: string): Pick<KeptNetwork, 'config' | 'info'> | undefined => {
  try {
    const json = JSON.parse(text)
    let info: NetworkInfo = {}
    for (const plugin of json.plugins ?? [json]) {
      info = plugin.args?.[mesosArgs]?.network_info ?? info
      delete plugin.args?.[mesosArgs]
    }
    const config = parseConfig(JSON.stringify(json))
    return 'problem' in config ? undefined : { config, info }
  } catch {
    return undefined
  }
}

const foldersIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
      .sort()
  } catch {
    return []
  }
}

/** What a container's status says of its networks. `undefined`: it has none of its own. */
export const readNetworkInfos = (folder: string): readonly NetworkInfo[] | undefined => {
  const joined = keptNetworks(folder).flatMap(({ info, result }) => (result ? [networkInfoOf(info, result)] : []))
  return joined.length === 0 ? undefined : joined
}
