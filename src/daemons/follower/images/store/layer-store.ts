import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../../../runtime/logger.ts'
import type { Backend } from '../backends/backend.ts'
import { extractLayer } from '../layers/extract.ts'
import { runProgram } from '../layers/run-program.ts'
import { folderName } from '../names/digest.ts'
import { withRetries } from '../registry/retries.ts'
import type { LayerSource } from '../sources/source.ts'
import { bootMark, rootfsName, type StorePlaces } from './places.ts'
import { removeTrees } from './remove-tree.ts'

/** Layers by digest, each whole or not there at all. */
export interface LayerStore {
  has(folder: string): boolean
  list(): readonly string[]
  /** Has the layer afterwards, fetched once however many ask. Returns its folder's name. Throws MantlError follower.image. */
  get(layer: LayerSource): Promise<string>
  /** They are gone when it returns; their bytes a little later. */
  remove(folders: readonly string[]): Promise<void>
  /** Removes what was half-made, and what a power cut may have left without its content. */
  recover(): Promise<void>
}

export interface LayerStoreOptions {
  readonly places: StorePlaces
  readonly backend: Backend
  readonly bootId: string
  /** Of one layer, uncompressed. */
  readonly maxBytes: number
  readonly log: Logger
  /** Milliseconds before each further attempt. */
  readonly pauses?: readonly number[]
}

const mostAtOnce = 3

export const createLayerStore = ({ places, backend, bootId, maxBytes, log, pauses }: LayerStoreOptions): LayerStore => {
  const flights = new Map<string, Promise<string>>()
  const turn = limit(mostAtOnce)
  const unsettled = new Set<string>()
  let settling = false
  for (const folder of [places.staging, places.layers, places.garbage, places.jail]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }
  const has = (folder: string) => existsSync(join(places.layer(folder), rootfsName[backend]))

  const fetch = async (layer: LayerSource, folder: string): Promise<string> => {
    const staged = join(places.staging, randomUUID())
    const target = join(staged, rootfsName[backend])
    try {
      await withRetries(async () => {
        if (existsSync(staged)) await removeTrees([staged])
        mkdirSync(target, { recursive: true, mode: 0o755 })
        await extractLayer({
          blob: { digest: layer.digest, ...(layer.size === undefined ? {} : { size: layer.size }) },
          bytes: await layer.open(),
          target,
          notes: staged,
          jail: places.jail,
          maxBytes,
          whiteouts: backend === 'overlay' ? 'overlay' : 'list',
        })
      }, pauses)
      writeFileSync(join(staged, bootMark), bootId)
      await place(staged, folder)
    } catch (error) {
      await removeTrees([staged]).catch(() => {})
      throw error
    }
    unsettled.add(folder)
    void settle()
    return folder
  }

  /** Nobody waits for the disk: until then a mark says that a power cut would undo the layer. */
  const settle = async () => {
    if (settling) return
    settling = true
    while (unsettled.size > 0) {
      const folders = [...unsettled]
      unsettled.clear()
      try {
        await runProgram(['sync', '-f', places.layers])
        for (const folder of folders) await rm(join(places.layer(folder), bootMark), { force: true })
      } catch (error) {
        log.warning('layers may not survive a power cut', { error, layers: folders })
      }
    }
    settling = false
  }

  /** Another follower with the same store may have been first, and have containers on it. */
  const place = async (staged: string, folder: string) => {
    if (has(folder)) return removeTrees([staged])
    discard([folder].filter(one => existsSync(places.layer(one))))
    renameSync(staged, places.layer(folder))
  }

  const discard = (folders: readonly string[]) => {
    for (const folder of folders) renameSync(places.layer(folder), join(places.garbage, randomUUID()))
  }
  const empty = async (folder: string) => removeTrees(readdirSync(folder).map(name => join(folder, name)))

  return {
    has,
    list: () => readdirSync(places.layers),
    get: layer => {
      const folder = folderName(layer.digest)
      if (has(folder)) return Promise.resolve(folder)
      const known = flights.get(folder)
      if (known) return known
      const flight = turn(() => fetch(layer, folder)).finally(() => flights.delete(folder))
      flights.set(folder, flight)
      return flight
    },
    remove: async folders => {
      discard(folders)
      await empty(places.garbage)
    },
    recover: async () => {
      discard(
        readdirSync(places.layers).filter(folder => isOfAnotherBoot(join(places.layer(folder), bootMark), bootId)),
      )
      await empty(places.staging)
      await empty(places.garbage)
    },
  }
}

const isOfAnotherBoot = (mark: string, bootId: string): boolean => {
  try {
    return readFileSync(mark, 'utf8') !== bootId
  } catch {
    return false
  }
}

/** Runs so many at a time, the others in the order in which they came. */
const limit = (count: number) => {
  let free = count
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
