import { readdirSync, rmSync, statfsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Metrics } from '../../../runtime/metrics.ts'

export interface GarbageCollector {
  /** The folders go once they are `after` ms older than `since`, or sooner when the disk is full. */
  schedule(paths: readonly string[], after: number, since?: number): void
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

  const remove = async ({ path }: Entry) => {
    try {
      await rm(path, { recursive: true, force: true })
      pruneParents(path)
      succeeded.increment()
    } catch (error) {
      failed.increment()
      log.warning(`${path} can't be removed`, { error })
    }
  }

  const collect = async () => {
    lastPart = allowedPart(options.headroom, usedPart(options.workDir))
    const now = clock.now()
    const due = entries.filter(({ since, after }) => now - since >= after * lastPart)
    entries = entries.filter(entry => !due.includes(entry))
    for (const entry of due) await remove(entry)
    cancel = clock.after(options.interval, () => void collect())
  }
  let cancel = clock.after(options.interval, () => void collect())

  return {
    schedule: (paths, after, since = clock.now()) => void entries.push(...paths.map(path => ({ path, since, after }))),
    close: () => cancel(),
  }
}

/** The folder of an executor goes with its last run, and that of a framework with its last executor. */
const pruneParents = (path: string): void => {
  const runs = dirname(path)
  if (basename(runs) !== 'runs' || entries(runs).some(name => name !== 'latest')) return
  const executor = dirname(runs)
  rmSync(executor, { recursive: true, force: true })
  const executors = dirname(executor)
  if (entries(executors).length === 0) rmSync(dirname(executors), { recursive: true, force: true })
}

const entries = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return ['?'] // gone, or not ours to read: nothing above it is touched
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
