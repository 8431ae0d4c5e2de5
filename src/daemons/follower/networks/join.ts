import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import type { NetworkConfig } from './config.ts'
import { markJoining, unmarkJoining } from './end-plugins.ts'
import { etcContents } from './etc-files.ts'
import { findConfig } from './find-config.ts'
import { hostResolver } from './host-resolver.ts'
import { keepConfig, keepResult } from './kept.ts'
import { leaveNetworks } from './leave.ts'
import { mapPorts } from './map-ports.ts'
import { makeNamespace } from './namespace.ts'
import { etcFiles, type JoinedNetwork, type NetworkPlan, namespaceFile } from './plan.ts'
import { type CniResult, parseResult } from './result.ts'
import { runPlugin } from './run-plugin.ts'
import { stepsOf, withPrevious } from './steps.ts'

/**
 * Makes the container's network namespace, joins it to its networks, and writes the files that go with them. Throws MantlError
 * follower.network; then nothing is left of it.
 */
export const joinNetworks = async (plan: NetworkPlan, timeoutMillis: number): Promise<void> => {
  const configs = plan.networks.map(({ name }) => findConfig(plan.configFolder, plan.pluginFolders, name))
  try {
    mkdirSync(plan.folder, { recursive: true, mode: 0o700 })
    markJoining(plan.folder)
    await makeNamespace(namespaceFile(plan.folder))
    const results = new Map<string, CniResult>()
    for (const [index, network] of plan.networks.entries()) {
      results.set(network.name, await joinOne(plan, network, configs[index]!, timeoutMillis))
    }
    const contents = etcContents(plan, results, hostResolver())
    for (const name of etcFiles) writeFileSync(join(plan.folder, name), contents[name], { mode: 0o644 })
    unmarkJoining(plan.folder)
  } catch (error) {
    await leaveNetworks(plan.folder, plan.containerId, plan.pluginFolders, timeoutMillis).catch(() => {})
    throw error
  }
}

const joinOne = async (
  { containerId, folder, pluginFolders }: NetworkPlan,
  network: JoinedNetwork,
  config: NetworkConfig,
  timeoutMillis: number,
): Promise<CniResult> => {
  keepConfig(folder, network, config)
  const call = {
    command: 'ADD',
    containerId,
    namespace: namespaceFile(folder),
    interface: network.interface,
    pluginFolders,
    timeoutMillis,
  } as const
  let result: CniResult | undefined
  for (const step of stepsOf(config, network.info)) {
    const ready = withPrevious(step, result)
    if (ready.kind === 'plugin') result = readResult(ready.type, await runPlugin(call, ready.type, ready.config))
    else await mapTo(result, ready, containerId, network)
  }
  if (result === undefined) throw new MantlError('follower.network', `the network '${network.name}' gives no result`)
  keepResult(folder, network, result)
  return result
}

const readResult = (type: string, printed: string): CniResult => {
  const result = parseResult(printed)
  if ('addresses' in result) return result
  throw new MantlError('follower.network', `what the network plugin '${type}' says can't be read: ${result.problem}`)
}

const mapTo = async (
  result: CniResult | undefined,
  { chain, excludeDevices }: { readonly chain: string; readonly excludeDevices: readonly string[] },
  containerId: string,
  { name, info }: JoinedNetwork,
): Promise<void> => {
  const mappings = info.port_mappings ?? []
  if (mappings.length === 0) return
  const address = result?.addresses.find(({ protocol }) => protocol === 'IPv4')?.address
  if (address === undefined) {
    throw new MantlError('follower.network', `the network '${name}' gives no IPv4 address to map ports to`)
  }
  await mapPorts(chain, excludeDevices, containerId, address, mappings)
}
