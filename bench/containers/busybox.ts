import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** A root file system with a shell and `sleep`, as the image of the benchmark has it. Returns its path. */
export const unpackBusybox = (folder: string): string => {
  for (const name of ['bin', 'dev', 'proc', 'sys', 'tmp']) mkdirSync(join(folder, name), { recursive: true })
  copyFileSync('/bin/busybox', join(folder, 'bin/busybox'))
  for (const name of ['sh', 'sleep']) symlinkSync('busybox', join(folder, 'bin', name))
  return folder
}
