import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProvisionedImage } from '../../containerizer/container.ts'

type FileSystem = Pick<ProvisionedImage, 'backend' | 'layers' | 'rootfs' | 'overlay' | 'written'>

/** `folder`: of this backend, in the container's; `name`: of this file system, new in it. `layers`: the lowest first. */
export const overlayRootfs = async (folder: string, name: string, layers: readonly string[]): Promise<FileSystem> => {
  const rootfs = join(folder, 'rootfses', name)
  const scratch = join(folder, 'scratch', name)
  await mkdir(rootfs, { recursive: true, mode: 0o755 })
  await mkdir(join(scratch, 'upperdir'), { recursive: true, mode: 0o755 })
  await mkdir(join(scratch, 'workdir'))
  for (const [index, layer] of layers.entries()) await symlink(layer, join(scratch, String(index)))
  return {
    backend: 'overlay',
    layers,
    rootfs,
    overlay: { cwd: scratch, options: overlayOptions(layers.length) },
    written: join(scratch, 'upperdir'),
  }
}

/** nodev: a device of the image would be the host's. PURE. */
export const overlayOptions = (count: number): string =>
  `nodev,lowerdir=${Array.from({ length: count }, (_, index) => count - 1 - index).join(':')},upperdir=upperdir,workdir=workdir`
