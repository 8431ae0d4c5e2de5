import { statfsSync } from 'node:fs'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Metrics } from '../../../runtime/metrics.ts'
import { removeRuns } from './remove-run.ts'

export interface GarbageCollector {
  /** The folders go once they are `after` ms older than `since`, or sooner when the disk is full. */
  schedule(paths: readonly string[], after: number, since?: number): void
  /** Now, in the background; nothing that anybody asks about. */
  remove(paths: readonly string[]): void
  close(): void
}

export interface GarbageOptions {
  readonly workDir: string
  /** --gc_delay in ms: what entries have at most. */
  readonly delay: number
  /** --gc_disk_headroom, --disk_watch_interval in ms. */
  readonly headroom: number
  readonly interval: number
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
}

interface Entry {
  readonly path: string
  readonly since: number
  readonly after: number
}

/** Folders that one rm takes. */
const together = 50

/** The part of their time that sandboxes have on a disk so full (containerizer.md 15). PURE. */
export const allowedPart = (headroom: number, usage: number): number => Math.min(1, Math.max(0, 1 - headroom - usage))

export const createGarbageCollector = (options: GarbageOptions): GarbageCollector => {
  const { clock, log, metrics } = options
  let entries: Entry[] = []
  let lastPart = allowedPart(options.headroom, usedPart(options.workDir))
  metrics.gauge('slave/executor_directory_max_allowed_age_secs', () => (options.delay / 1000) * lastPart)
  metrics.gauge('gc/path_removals_pending', () => entries.length)
  const failed = metrics.counter('gc/path_removals_failed')
  const succeeded = metrics.counter('gc/path_removals_succeeded')

  const remove = async (due: readonly Entry[]) => {
    const left = new Set(await removeRuns(due.map(({ path }) => path)))
    succeeded.increment(due.length - left.size)
    failed.increment(left.size)
    if (left.size > 0) log.warning('sandboxes can not be removed: they are tried again later', { paths: [...left] })
    const since = clock.now()
    entries.push(...due.filter(({ path }) => left.has(path)).map(entry => ({ ...entry, since })))
  }

  const collect = async () => {
    lastPart = allowedPart(options.headroom, usedPart(options.workDir))
    const now = clock.now()
    const isDue = ({ since, after }: Entry) => now - since >= after * lastPart
    const due = entries.filter(isDue)
    entries = entries.filter(entry => !isDue(entry))
    for (let at = 0; at < due.length && !closed; at += together) await remove(due.slice(at, at + together))
    if (!closed) cancel = clock.after(options.interval, () => void collect())
  }
  let closed = false
  let cancel = clock.after(options.interval, () => void collect())

  return {
    schedule: (paths, after, since = clock.now()) => void entries.push(...paths.map(path => ({ path, since, after }))),
    remove: paths => {
      if (paths.length === 0) return
      removeRuns(paths).then(
        left => left.length > 0 && log.warning('folders can not be removed', { paths: left }),
        error => log.warning('folders can not be removed', { paths, error }),
      )
    },
    close: () => {
      closed = true
      cancel()
    },
  }
}

/** A disk that can't be asked counts as empty: nothing goes sooner for that. */
const usedPart = (folder: string): number => {
  try {
    const { blocks, bavail } = statfsSync(folder)
    return blocks === 0 ? 0 : 1 - bavail / blocks
  } catch {
    return 0
  }
}
