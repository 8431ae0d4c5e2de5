import { fileSystemAt } from '../../linux/project-quotas.ts'
import { projectOf, projectsOn } from '../../linux/xfs-projects.ts'
import type { DiskWatch } from './disk-du.ts'
import { type DiskFindings, diskFindings } from './disk-findings.ts'
import { type DiskTarget, diskTargets } from './disk-targets.ts'
import { rounds } from './rounds.ts'
import type { Watched } from './watched.ts'
import type { Watcher } from './watcher.ts'

/** The isolator disk/xfs: what the file system has counted for each sandbox. `enforce`: whoever is over its quota must end. */
export const watchProjects = (options: DiskWatch, range: { first: number; last: number }): Watcher => {
  const total = range.last - range.first + 1
  let taken = 0
  let found: DiskFindings['statistics'] = new Map()
  const projects = new Map<string, number>()
  const sandboxes = (watched: Watched) =>
    diskTargets(watched, options.workDir).filter(({ volume }) => volume === undefined)
  const look = async () => {
    const mountPoint = fileSystemAt(options.workDir)?.mountPoint
    const running = options.running().map(watched => ({ ...watched, targets: sandboxes(watched) }))
    forgetOthers(projects, running)
    if (mountPoint === undefined) return
    for (const { directory } of running) await find(projects, directory)
    const counted = await projectsOn(mountPoint)
    taken = [...counted.keys()].filter(id => id >= range.first && id <= range.last).length
    const sizeOf = ({ path }: DiskTarget) => counted.get(projects.get(path) ?? 0)?.usedBytes
    const used = new Map(
      running.flatMap(({ targets }) =>
        targets.flatMap(target => {
          const bytes = projects.has(target.path) ? sizeOf(target) : undefined
          return bytes === undefined ? [] : [[target.path, bytes] as const]
        }),
      ),
    )
    const { statistics, over } = diskFindings(running, used)
    found = statistics
    if (options.enforce) for (const one of over) options.post({ kind: 'limit-reached', ...one })
  }
  const close = rounds(options.clock, options.log, options.interval, look)
  return {
    usage: containerId => found.get(containerId) ?? {},
    gauges: {
      'containerizer/mesos/disk/project_ids_total': () => total,
      'containerizer/mesos/disk/project_ids_free': () => total - taken,
    },
    close,
  }
}

const find = async (projects: Map<string, number>, directory: string): Promise<void> => {
  if (projects.has(directory)) return
  const id = await projectOf(directory)
  if (id !== undefined && id > 0) projects.set(directory, id)
}

const forgetOthers = (projects: Map<string, number>, running: readonly Watched[]): void => {
  const held = new Set(running.map(({ directory }) => directory))
  for (const directory of projects.keys()) if (!held.has(directory)) projects.delete(directory)
}
