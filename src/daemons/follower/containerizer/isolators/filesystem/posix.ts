import type { Isolator } from '../isolator.ts'
import { eachPersistentVolume } from './persistent-volumes.ts'

/** The host's file system is the container's; persistent volumes are links in its sandbox. */
export const filesystemPosix: Isolator = {
  name: 'filesystem/posix',
  skips: ['nested', 'debug', 'standalone'],
  prepare: (spec, container, settings) => {
    if (container.info?.mesos?.image !== undefined) return { refused: 'an image needs filesystem/linux' }
    return eachPersistentVolume(spec, container, settings, (before, { source, containerPath, folder }) => {
      if (containerPath.startsWith('/')) {
        return {
          refused: `a persistent volume with the absolute container_path '${containerPath}' needs filesystem/linux`,
        }
      }
      const link = { kind: 'link', root: container.directory, path: containerPath, target: source } as const
      return { ...before, preparations: [...(before.preparations ?? []), folder, link] }
    })
  },
}
