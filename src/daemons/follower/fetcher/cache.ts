import { closeSync, constants, existsSync, openSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { emptyFolder } from './cache-folder.ts'
import { type CacheEntry, createLedger } from './cache-ledger.ts'
import type { Source } from './download.ts'

export interface CachedFile {
  readonly path: string
  /** Open for reading. */
  readonly descriptor: number
  /** It may go from now on, and the descriptor is closed. */
  release(): void
}

type OpenSource = (signal: AbortSignal) => Promise<Source>

export interface FetcherCache {
  readonly totalBytes: number
  usedBytes(): number
  /**
   * The file of this key, downloaded by the first who asks while all others wait for that. `undefined`: there is no room, the size is unknown,
   * or another's download failed: go without the cache. Throws where one's own download failed.
   */
  acquire(key: string, openSource: OpenSource, signal: AbortSignal): Promise<CachedFile | undefined>
}

interface Download {
  readonly stop: AbortController
  readonly done: Promise<CacheEntry | undefined>
  waiting: number
}

/** `folder`: ours alone; what is in it from an earlier run goes. `unusable` hears why there is no cache, if so. */
export const createCache = (folder: string, totalBytes: number, unusable: (problem: unknown) => void): FetcherCache => {
  const ledger = createLedger(totalBytes)
  const downloads = new Map<string, Download>()
  let usable: boolean | undefined
  const prepare = (): boolean => {
    if (usable !== undefined) return usable
    try {
      emptyFolder(folder)
      usable = true
    } catch (error) {
      unusable(error)
      usable = false
    }
    return usable
  }
  if (existsSync(folder)) prepare()

  const start = (key: string, openSource: OpenSource): Download => {
    const stop = new AbortController()
    const download: Download = { stop, waiting: 0, done: fill(key, openSource, stop.signal, () => download.waiting) }
    downloads.set(key, download)
    const over = () => void downloads.delete(key)
    download.done.then(over, over)
    return download
  }

  const fill = async (key: string, openSource: OpenSource, signal: AbortSignal, waiting: () => number) => {
    const source = await openSource(signal)
    const reserved = source.size === undefined ? undefined : ledger.reserve(key, source.size)
    if (reserved === undefined) {
      source.cancel()
      return undefined
    }
    const { entry, evicted } = reserved
    for (const file of evicted) void rm(join(folder, file), { force: true })
    try {
      await source.pour(await exactly(entry.size, join(folder, entry.file)))
      // Those who wait have it from here on, before anybody else can make room of it.
      entry.users = waiting()
      entry.complete = true
      return entry
    } catch (error) {
      ledger.drop(entry)
      await rm(join(folder, entry.file), { force: true })
      if (isFull(error)) return undefined
      throw error
    }
  }

  /** One user of it is this one. Spoiled from outside: nobody uses it again. */
  const take = (entry: CacheEntry): CachedFile | undefined => {
    const path = join(folder, entry.file)
    try {
      const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
      const release = () => {
        entry.users -= 1
        closeSync(descriptor)
      }
      return { path, descriptor, release }
    } catch {
      entry.users -= 1
      ledger.drop(entry)
      return undefined
    }
  }

  return {
    totalBytes,
    usedBytes: () => ledger.used,
    acquire: async (key, openSource, signal) => {
      signal.throwIfAborted()
      if (!prepare()) return undefined
      const present = ledger.find(key)
      if (present?.complete) {
        present.users += 1
        return take(present)
      }
      const shared = downloads.get(key)
      const download = shared ?? start(key, openSource)
      download.waiting += 1
      try {
        const entry = await unlessAborted(download.done, signal)
        return entry && take(entry)
      } catch (error) {
        if (signal.aborted) leave(download)
        else if (shared) return undefined
        throw error
      }
    },
  }
}

/** The last one who does not want it any more ends the download. */
const leave = (download: Download): void => {
  download.waiting -= 1
  if (download.waiting === 0) download.stop.abort(new Error('nobody waits for it any more'))
}

const unlessAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const give = () => reject(signal.reason)
    signal.addEventListener('abort', give, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', give))
  })

/** A stream into a new file, for just so many bytes: a server may promise less than it sends, and send less than it promised. */
const exactly = async (size: number, path: string): Promise<Writable> => {
  const file = await open(path, 'wx', 0o644)
  let left = size
  return new Writable({
    write(chunk: Buffer, _, done) {
      left -= chunk.length
      if (left < 0) return done(new Error(`more came than the ${size} bytes that were promised`))
      file.appendFile(chunk).then(() => done(), done)
    },
    final: done => done(left > 0 ? new Error(`${left} of ${size} bytes are missing`) : null),
    destroy: (error, done) => void file.close().then(() => done(error), done),
  })
}

const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
