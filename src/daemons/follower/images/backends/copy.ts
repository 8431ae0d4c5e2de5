import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProvisionedImage } from '../../containerizer/container.ts'
import { jailed, layOver } from '../layers/jail.ts'
import { runProgram } from '../layers/run-program.ts'

type FileSystem = Pick<ProvisionedImage, 'backend' | 'layers' | 'rootfs'>

/** As `overlayRootfs`; `layers`: folders that hold `rootfs`, `hidden` and `opaque`. Throws MantlError follower.image. */
export const copyRootfs = async (
  folder: string,
  name: string,
  layers: readonly string[],
  jail: string,
): Promise<FileSystem> => {
  const rootfs = join(folder, 'rootfses', name)
  await mkdir(rootfs, { recursive: true, mode: 0o755 })
  for (const layer of layers) await runProgram(jailed({ place: jail, target: rootfs, source: layer, args: layOver }))
  return { backend: 'copy', layers: [], rootfs }
}
