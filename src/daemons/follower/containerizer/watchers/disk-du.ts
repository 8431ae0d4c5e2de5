import type { Clock } from '../../../../runtime/clock.ts'
import type { Logger } from '../../../../runtime/logger.ts'
import type { Event } from '../../events.ts'
import { type DiskFindings, diskFindings } from './disk-findings.ts'
import { type DiskTarget, diskTargets } from './disk-targets.ts'
import { measureFolders } from './measure-folders.ts'
import { rounds } from './rounds.ts'
import type { Watched } from './watched.ts'
import type { Watcher } from './watcher.ts'

export interface DiskWatch {
  readonly running: () => readonly Watched[]
  readonly workDir: string
  /** Further folders on the host that hold what a container has written: the upper ones of overlays. */
  readonly writtenElsewhere: (watched: Watched) => readonly string[]
  /** Milliseconds. */
  readonly interval: number
  /** Whoever takes too much must end. */
  readonly enforce: boolean
  readonly clock: Clock
  readonly log: Logger
  readonly post: (event: Event) => void
}

/** The isolator disk/du: measures what containers have in their sandboxes and volumes. `du`: the program's path. */
export const watchDisks = (options: DiskWatch, du: string): Watcher => {
  let found: DiskFindings['statistics'] = new Map()
  const targetsOf = (watched: Watched) => diskTargets(watched, options.workDir)
  const look = async () => {
    const running = options.running().map(watched => ({ ...watched, targets: targetsOf(watched) }))
    const elsewhere = new Map(running.map(one => [one.containerId, options.writtenElsewhere(one)]))
    const folders = running.flatMap(({ targets, containerId }) => [
      ...targets.map(({ path }) => path),
      ...(elsewhere.get(containerId) ?? []),
    ])
    const sizes = await measureFolders(folders, du)
    const used = new Map(running.flatMap(({ targets }) => targets.flatMap(target => total(target, sizes, elsewhere))))
    const { statistics, over } = diskFindings(running, used)
    found = statistics
    if (options.enforce) for (const one of over) options.post({ kind: 'limit-reached', ...one })
  }
  const close = rounds(options.clock, options.log, options.interval, look)
  return { usage: containerId => found.get(containerId) ?? {}, close }
}

/** What lies in an overlay is the sandbox's, too. */
const total = (
  { path, volume, containerId }: DiskTarget,
  sizes: ReadonlyMap<string, number>,
  elsewhere: ReadonlyMap<string, readonly string[]>,
): readonly (readonly [string, number])[] => {
  const own = sizes.get(path)
  if (own === undefined) return []
  const others = volume === undefined ? (elsewhere.get(containerId) ?? []) : []
  return [[path, others.reduce((sum, folder) => sum + (sizes.get(folder) ?? 0), own)]]
}
