import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { IsolatorSettings } from '../containerizer/isolators/isolator.ts'
import { cniRoot, pluginFolders } from '../containerizer/isolators/network/cni.ts'
import { flatName } from '../containerizer/isolators/volume/pin-folder.ts'
import { leaveNetworks } from './leave.ts'
import { pluginMillis } from './plan.ts'

/** Leaves what one container has joined, where anything is left of that. */
export const leaveBehind = async (settings: IsolatorSettings, containerId: string): Promise<void> => {
  if (settings.network_cni_config_dir === undefined) return
  const name = flatName(containerId)
  await leaveNetworks(join(cniRoot(settings), name), name, pluginFolders(settings), pluginMillis)
}

/**
 * Leaves the networks of containers that nobody knows any more: a reboot may take their records, but no address that was given to them.
 * Returns what could not be left, and why; the next start tries again.
 */
export const leaveForgotten = async (
  settings: IsolatorSettings,
  known: readonly string[],
): Promise<readonly string[]> => {
  const root = cniRoot(settings)
  const kept = new Set(known.map(flatName))
  const problems: string[] = []
  for (const name of existsSync(root) ? readdirSync(root) : []) {
    if (kept.has(name)) continue
    await leaveNetworks(join(root, name), name, pluginFolders(settings), pluginMillis).catch(error =>
      problems.push(`container ${name} can't leave its networks: ${(error as Error).message}`),
    )
  }
  return problems
}
