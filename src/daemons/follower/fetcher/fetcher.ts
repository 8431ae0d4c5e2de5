import { createGate } from '../../../runtime/gate.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { ContainerFetcher } from '../containerizer/fetcher.ts'
import { createCache } from './cache.ts'
import { fetchAll } from './fetch.ts'
import { findJail } from './find-jail.ts'

/** Brings what containers need into their sandboxes, for many of them at a time. */
export interface Fetcher extends ContainerFetcher {
  readonly cacheBytes: { readonly total: number; used(): number }
}

export interface FetcherOptions {
  readonly frameworksHome: string
  /** A download without progress for so long has failed. */
  readonly stallMillis: number
  /** Ours alone. */
  readonly cacheFolder: string
  readonly cacheBytes: number
  /** An empty folder that is ours alone; it is made. */
  readonly jailFolder: string
  readonly log: Logger
}

/** As many containers are served at a time; the others wait. */
const mostAtOnce = 64

export const createFetcher = (options: FetcherOptions): Fetcher => {
  const cache = createCache(options.cacheFolder, options.cacheBytes, error =>
    options.log.warning('the fetcher goes without its cache', { error }),
  )
  const gate = createGate(mostAtOnce)
  const running = new Map<string, { readonly stop: AbortController; readonly done: Promise<unknown> }>()
  let jail: ReturnType<typeof findJail> | 'unknown' = 'unknown'
  const confined = (): ReturnType<typeof findJail> => {
    if (jail === 'unknown') jail = findJail(options.jailFolder, options.log)
    return jail
  }
  return {
    fetch: async (containerId, uris, { sandbox, user }) => {
      const stop = new AbortController()
      const found = confined()
      const who = { sandbox, ...(user ? { user } : {}), ...(found ? { jail: found } : {}) }
      const where = { ...who, signal: stop.signal, cache }
      const done = gate(stop.signal, () => fetchAll(uris, { ...options, ...where }))
      running.set(containerId, { stop, done })
      try {
        const failure = await done
        return stop.signal.aborted ? 'given up' : failure
      } finally {
        running.delete(containerId)
      }
    },
    stop: async containerId => {
      const fetching = running.get(containerId)
      fetching?.stop.abort(new Error('the container is being destroyed'))
      await fetching?.done.catch(() => {})
    },
    cacheBytes: { total: cache.totalBytes, used: cache.usedBytes },
  }
}
