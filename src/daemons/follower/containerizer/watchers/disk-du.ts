import type { Clock } from '../../../../runtime/clock.ts'
import type { Logger } from '../../../../runtime/logger.ts'
import type { Event } from '../../events.ts'
import { type DiskTarget, diskTargets } from './disk-targets.ts'
import { diskLimitation, diskStatistics } from './disk-usage.ts'
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
  let used: ReadonlyMap<string, number> = new Map()
  const targetsOf = (watched: Watched) => diskTargets(watched, options.workDir)
  const look = async () => {
    const running = options.running().map(watched => ({ ...watched, targets: targetsOf(watched) }))
    const elsewhere = new Map(running.map(one => [one.containerId, options.writtenElsewhere(one)]))
    const folders = running.flatMap(({ targets, containerId }) => [
      ...targets.map(({ path }) => path),
      ...(elsewhere.get(containerId) ?? []),
    ])
    const sizes = await measureFolders(folders, du)
    used = new Map(running.flatMap(({ targets }) => targets.flatMap(target => total(target, sizes, elsewhere))))
    if (!options.enforce) return
    for (const { containerId, targets } of running) {
      const limitation = diskLimitation(targets, used)
      if (limitation !== undefined) options.post({ kind: 'limit-reached', containerId, limitation })
    }
  }
  const close = rounds(options.clock, options.log, options.interval, look)
  return {
    usage: containerId => {
      const watched = options.running().find(one => one.containerId === containerId)
      return watched === undefined ? {} : diskStatistics(targetsOf(watched), used)
    },
    close,
  }
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
