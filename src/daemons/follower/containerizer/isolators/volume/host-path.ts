import type { Volume } from '../../../../../mesos/messages/volume.ts'
import { needsFilesystemLinux } from '../has-filesystem-linux.ts'
import type { Isolator, IsolatorSettings, Refusal } from '../isolator.ts'
import { isVolumeOf } from './kind.ts'
import { partsOf } from './target.ts'
import { eachVolume, withVolume } from './with-volume.ts'

/** A path of the host. Where it is missing it is made only below the folders of --host_path_volume_force_creation. */
export const volumeHostPath: Isolator = {
  name: 'volume/host_path',
  impossible: (_, settings) => needsFilesystemLinux(settings),
  prepare: (spec, container, settings) =>
    eachVolume(spec, container, (before, volume) => {
      if (!isVolumeOf(volume, 'volume/host_path')) return before
      const source = sourceOf(volume)
      if (typeof source !== 'string') return source
      const shared = volume.source?.host_path?.mount_propagation?.mode === 'BIDIRECTIONAL'
      const spreading = shared
        ? { ...before, linux: { ...before.linux, rootfsPropagation: 'shared' as const } }
        : before
      return withVolume(spreading, container, settings, volume, {
        source,
        preparations: [
          { kind: 'host-path', path: source, creatable: creatable(settings), ...(shared ? { shared } : {}) },
        ],
        readOnly: readOnly(source, settings),
        ...(shared ? { options: ['rshared'] } : {}),
      })
    }),
}

/**
 * Read-only is to mean what is mounted below, too, where the kernel can (mount_setattr, Linux 5.12). Below a file nothing is, and crun
 * up to 1.8 takes the place for a folder.
 */
const readOnly = (source: string, { machine, isFile }: IsolatorSettings): string => {
  const [major = 0, minor = 0] = (machine?.kernel ?? '').split('.').map(Number)
  return (major > 5 || (major === 5 && minor >= 12)) && !isFile?.(source) ? 'rro' : 'ro'
}

const sourceOf = ({ host_path, source, container_path }: Volume): string | Refusal => {
  const path = source?.host_path?.path ?? host_path ?? ''
  const what = `the host's path '${path}' for the volume at '${container_path}'`
  if (!path.startsWith('/')) return { refused: `${what} is not absolute` }
  if (path.split('/').every(part => part === '' || part === '.')) return '/'
  const parts = partsOf(path)
  return 'refused' in parts ? { refused: `${what} ${parts.refused}` } : `/${parts.join('/')}`
}

const creatable = ({ host_path_volume_force_creation: flag }: IsolatorSettings): readonly string[] =>
  (flag ?? '').split(':').filter(folder => folder.startsWith('/'))
