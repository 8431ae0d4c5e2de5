import { readFileSync } from 'node:fs'
import { readTraffic } from '../../linux/socket-table.ts'
import type { Watcher } from './watcher.ts'

/**
 * What goes through the networks that a container has joined. `networked`: its first process, and how many networks; `undefined` where it
 * is on the host's network.
 */
export const watchTraffic = (
  networked: (containerId: string) => { readonly pid: number; readonly networks: number } | undefined,
): Watcher => ({
  usage: containerId => {
    const found = networked(containerId)
    if (found === undefined) return {}
    const text = readText(`/proc/${found.pid}/net/dev`)
    const devices = Array.from({ length: found.networks }, (_, index) => `eth${index}`)
    return text === undefined ? {} : readTraffic(text, devices)
  },
  close: () => {},
})

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
