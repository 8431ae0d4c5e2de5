import { MantlError } from '../errors.ts'
import { join } from '../zookeeper/paths.ts'
import { type Area, areas, limits } from './state-store.ts'

/**
 * Areas that grow with the cluster are split into 256 folders by a hash of the key: the names of 100,000 agents fill 4.5 MB,
 * and a server sends a folder's names in one packet of at most 1 MB.
 */
const shardedAreas: readonly Area[] = ['agents', 'unreachable', 'gone', 'deactivated']
const shardNames = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))

export const registryFolder = (folder: string): string => join(folder, 'registry')

/** Its version counts the batches written; its data names the last one. */
export const epochPath = (folder: string): string => join(registryFolder(folder), 'epoch')

/** Every folder that holds entries, with its area. */
export const entryFolders = (folder: string): { readonly area: Area; readonly path: string }[] =>
  areas.flatMap(area => {
    const path = join(registryFolder(folder), area)
    return shardedAreas.includes(area) ? shardNames.map(shard => ({ area, path: join(path, shard) })) : [{ area, path }]
  })

export const areaFolders = (folder: string): string[] => areas.map(area => join(registryFolder(folder), area))

/** Names of what lies in the registry's folder, and of folders that an area is split into. */
export const isOurs = (name: string): boolean => name === 'epoch' || areas.some(area => area === name)
export const isShard = (name: string): boolean => shardNames.includes(name)

export const entryPath = (folder: string, area: Area, key: string): string => {
  const path = join(registryFolder(folder), area)
  return join(shardedAreas.includes(area) ? join(path, shardOf(key)) : path, nodeName(key))
}

/** FNV-1a of the UTF-8 bytes, its lowest byte after folding, in hex. */
export const shardOf = (key: string): string => {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return shardNames[(hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24)) & 0xff]!
}

/** Any key as a valid node name: percent-encoded, and names of dots alone too. */
export const nodeName = (key: string): string => {
  const encoded = encodeURIComponent(key)
  return /^\.+$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded
}

/** `undefined`: no name of ours. */
export const keyOf = (name: string): string | undefined => {
  try {
    const key = decodeURIComponent(name)
    return nodeName(key) === name ? key : undefined
  } catch {
    return undefined
  }
}

/** Throws MantlError 'registry.bad_key'. */
export const checkKey = (area: Area, key: string): void => {
  const bytes = Buffer.byteLength(key)
  if (!areas.includes(area))
    throw new MantlError('registry.bad_key', `The registry has no area ${JSON.stringify(area)}`)
  if (bytes === 0 || bytes > limits.keyBytes || !key.isWellFormed() || key.includes('\0')) {
    throw new MantlError(
      'registry.bad_key',
      `Registry key ${JSON.stringify(key.slice(0, 80))} in ${area} is empty, over ${limits.keyBytes} bytes or not text`,
    )
  }
}
