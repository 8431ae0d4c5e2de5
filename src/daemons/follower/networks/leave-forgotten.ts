import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { IsolatorSettings } from '../containerizer/isolators/isolator.ts'
import { cniRoot, pluginFolders } from '../containerizer/isolators/network/cni.ts'
import { flatName, keyOfFlat } from '../containerizer/isolators/volume/pin-folder.ts'
import { createSlots } from '../containerizer/pacing.ts'
import { leaveNetworks } from './leave.ts'
import { pluginMillis } from './plan.ts'

/** Leaves what one container has joined, where anything is left of that. */
export const leaveBehind = async (settings: IsolatorSettings, containerId: string): Promise<void> => {
  if (settings.network_cni_config_dir === undefined) return
  const name = flatName(containerId)
  await leaveNetworks(join(cniRoot(settings), name), name, pluginFolders(settings), pluginMillis)
}

/** Plugins of others: so many at once, whatever they do. */
const mostAtOnce = 8

/**
 * Leaves the networks of containers that nobody knows any more: a reboot may take their records, but no address that was given to them. By their
 * keys, when that is over; `sad` hears of each that could not be left, and the next start tries again.
 */
export const leaveForgotten = (
  settings: IsolatorSettings,
  known: readonly string[],
  sad: (problem: string) => void,
): ReadonlyMap<string, Promise<void>> => {
  const root = cniRoot(settings)
  const kept = new Set(known.map(flatName))
  const slots = createSlots(mostAtOnce)
  const leave = async (name: string) => {
    await slots.take()
    try {
      await leaveNetworks(join(root, name), name, pluginFolders(settings), pluginMillis)
    } catch (error) {
      sad(`container ${name} can't leave its networks: ${(error as Error).message}`)
    } finally {
      slots.free()
    }
  }
  const names = existsSync(root) ? readdirSync(root).filter(name => !kept.has(name)) : []
  return new Map(names.map(name => [keyOfFlat(name), leave(name)]))
}
