import { existsSync, rmSync } from 'node:fs'
import { MantlError } from '../../../errors.ts'
import { endPlugins } from './end-plugins.ts'
import { type KeptNetwork, keptNetworks } from './kept.ts'
import { unmapPorts } from './map-ports.ts'
import { isNamespace, removeNamespace } from './namespace.ts'
import { namespaceFile, networkFolder } from './plan.ts'
import { runPlugin } from './run-plugin.ts'
import { stepsOf, withPrevious } from './steps.ts'

/**
 * Leaves, in reverse, what `folder` says that a container has joined or was about to join, also where its namespace is gone; then the
 * namespace and the folder go. Throws MantlError follower.network where a plugin would not: the folder stays, for the next start to try again.
 */
export const leaveNetworks = async (
  folder: string,
  containerId: string,
  pluginFolders: readonly string[],
  timeoutMillis: number,
): Promise<void> => {
  if (!existsSync(folder)) return
  await endPlugins(folder, containerId)
  const file = namespaceFile(folder)
  const problems: string[] = []
  for (const network of keptNetworks(folder).toReversed()) {
    try {
      await leaveOne(network, {
        command: 'DEL',
        containerId,
        ...(isNamespace(file) ? { namespace: file } : {}),
        interface: network.interface,
        pluginFolders,
        timeoutMillis,
      })
      rmSync(networkFolder(folder, network.config.name), { recursive: true, force: true })
    } catch (error) {
      problems.push((error as Error).message)
    }
  }
  await removeNamespace(file)
  if (problems.length > 0) throw new MantlError('follower.network', problems.join('; '))
  rmSync(folder, { recursive: true, force: true })
}

const leaveOne = async (
  { config, info, result }: KeptNetwork,
  call: Parameters<typeof runPlugin>[0],
): Promise<void> => {
  for (const step of stepsOf(config, info).toReversed()) {
    const ready = withPrevious(step, result)
    if (ready.kind === 'plugin') await runPlugin(call, ready.type, ready.config)
    else await unmapPorts(ready.chain, call.containerId)
  }
}
