import { mkdirSync, readFileSync, realpathSync } from 'node:fs'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { mountPoints } from '../linux/mount-points.ts'
import { diskRoot } from './volume-path.ts'

/** Disks that can't be used: each as text. The folder of a path is made where it is not there; a mount must be one. */
export const diskProblems = (resources: readonly Resource[], workDir: string): readonly string[] => {
  const disks = resources.filter(({ disk }) => disk?.source !== undefined)
  if (disks.length === 0) return []
  const mounted = new Set(mountPoints(readFileSync('/proc/self/mountinfo', 'utf8')))
  return disks.flatMap(resource => {
    const root = diskRoot(workDir, resource)
    if (root === undefined) return []
    try {
      if (resource.disk!.source!.type === 'PATH') mkdirSync(root, { recursive: true })
      else if (!mounted.has(realpathSync(root))) return [`the disk ${root} is no mount point`]
      return []
    } catch (error) {
      return [`the disk ${root} can't be used: ${(error as Error).message}`]
    }
  })
}
