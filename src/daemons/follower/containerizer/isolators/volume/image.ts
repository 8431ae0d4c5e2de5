import { needsFilesystemLinux } from '../has-filesystem-linux.ts'
import type { Isolator } from '../isolator.ts'
import { isVolumeOf } from './kind.ts'
import { eachVolume, withVolume } from './with-volume.ts'

/** The file system of an image, with a layer of the container's own on top. */
export const volumeImage: Isolator = {
  name: 'volume/image',
  impossible: (_, settings) => needsFilesystemLinux(settings),
  prepare: (spec, container, settings) =>
    eachVolume(spec, container, (before, volume, index) => {
      if (!isVolumeOf(volume, 'volume/image')) return before
      const image = container.volumeImages?.get(index)
      if (image === undefined)
        return {
          refused: `the image of the volume at '${volume.container_path}' can't be had: there is no --image_providers`,
        }
      const { overlay, rootfs } = image
      const mounted =
        overlay === undefined
          ? before
          : {
              ...before,
              hostMounts: [...(before.hostMounts ?? []), { type: 'overlay', target: rootfs, ...overlay } as const],
            }
      return withVolume(mounted, container, settings, volume, {
        source: rootfs,
        preparations: [],
        options: ['nodev'],
      })
    }),
}
