import type { Resource } from '../../../../mesos/messages/resource.ts'
import { volumePath } from '../../resources/volume-path.ts'
import { sandboxDisk } from '../isolators/disk/sandbox-disk.ts'
import { megabytes } from '../launch-spec.ts'
import type { Watched } from './watched.ts'

/** A folder that a container may fill up to `limitBytes`. */
export interface DiskTarget {
  readonly containerId: string
  readonly path: string
  readonly limitBytes?: number
  /** What it was given for it; none: the sandbox of a container without disk. */
  readonly resources: readonly Resource[]
  /** Absent: the sandbox. */
  readonly volume?: Resource
  /** The file system itself sees to it: a disk of its own. */
  readonly unlimited?: boolean
}

/** The sandbox, which may be in several folders, and the persistent volumes of a container. PURE. */
export const diskTargets = (watched: Watched, workDir: string): readonly DiskTarget[] => {
  const { containerId, directory, resources } = watched
  const quota = sandboxDisk(resources)
  const sandbox: DiskTarget = {
    containerId,
    path: directory,
    ...(quota === undefined ? {} : { limitBytes: megabytes(quota) }),
    resources: resources.filter(({ name, disk }) => name === 'disk' && disk === undefined),
  }
  const volumes = resources.flatMap((volume): readonly DiskTarget[] => {
    const path = volumePath(workDir, volume)
    if (path === undefined || volume.scalar === undefined) return []
    return [
      {
        containerId,
        path,
        limitBytes: megabytes(volume.scalar.value),
        resources: [volume],
        volume,
        unlimited: volume.disk?.source?.type === 'MOUNT',
      },
    ]
  })
  return [sandbox, ...volumes]
}
