import type { Volume } from '../../../../../mesos/messages/volume.ts'
import { needsFilesystemLinux } from '../has-filesystem-linux.ts'
import { type Isolator, isRefusal } from '../isolator.ts'
import { secretValue } from '../secret-value.ts'
import { isVolumeOf } from './kind.ts'
import { pinFolder } from './pin-folder.ts'
import { eachVolume, withVolume } from './with-volume.ts'

/** A file with a secret's value, readable by the container's user alone, in memory and never on disk. */
export const volumeSecret: Isolator = {
  name: 'volume/secret',
  impossible: (_, settings) => needsFilesystemLinux(settings),
  skips: ['debug'],
  prepare: (spec, container, settings) => {
    const folder = `${pinFolder(settings, container)}.secrets`
    const files: { name: string; data: string }[] = []
    const amended = eachVolume(spec, container, (before, volume, index) => {
      if (!isVolumeOf(volume, 'volume/secret')) return before
      if (container.kind === 'standalone') return { refused: `${what(volume)} can't be had in a standalone container` }
      const value = secretValue(volume.source?.secret)
      if ('refused' in value) return { refused: `${what(volume)} ${value.refused}` }
      files.push({ name: `${index}`, data: value.data })
      return withVolume(before, container, settings, volume, {
        source: `${folder}/${index}`,
        preparations: [],
        options: ['nosuid', 'nodev', 'noexec'],
      })
    })
    if (isRefusal(amended) || files.length === 0) return amended
    const user = container.user === undefined ? {} : { user: container.user }
    return {
      ...amended,
      preparations: [{ kind: 'secrets', folder, ...user, files }, ...(amended.preparations ?? [])],
    }
  },
}

const what = ({ container_path }: Volume): string => `the secret for '${container_path}'`
