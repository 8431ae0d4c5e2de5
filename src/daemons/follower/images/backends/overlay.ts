import { join } from 'node:path'
import type { ProvisionedImage } from '../../containerizer/container.ts'
import type { Disk } from '../../disk/disk.ts'

type FileSystem = Pick<ProvisionedImage, 'backend' | 'layers' | 'rootfs' | 'overlay' | 'written'>

/** `folder`: of this backend, in the container's; `name`: of this file system, new in it. `layers`: the lowest first. */
export const overlayRootfs = async (
  disk: Disk,
  folder: string,
  name: string,
  layers: readonly string[],
): Promise<FileSystem> => {
  const rootfs = join(folder, 'rootfses', name)
  const scratch = join(folder, 'scratch', name)
  const upper = join(scratch, 'upperdir')
  await disk.done([
    { do: 'folder', path: rootfs, mode: 0o755 },
    { do: 'folder', path: upper, mode: 0o755 },
    { do: 'folder', path: join(scratch, 'workdir') },
    ...layers.map((target, index) => ({ do: 'link', path: join(scratch, String(index)), target }) as const),
  ])
  return {
    backend: 'overlay',
    layers,
    rootfs,
    overlay: { cwd: scratch, options: overlayOptions(layers.length) },
    written: upper,
  }
}

/** nodev: a device of the image would be the host's. PURE. */
export const overlayOptions = (count: number): string =>
  `nodev,lowerdir=${Array.from({ length: count }, (_, index) => count - 1 - index).join(':')},upperdir=upperdir,workdir=workdir`
