import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import type { CgroupWrite } from './cgroup-write.ts'

/** Absent: not there, or not ours to read. */
export const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Throws MantlError follower.cgroups where the kernel refuses and the setting is not optional. */
export const writeSetting = (mount: string, { path, value, optional }: CgroupWrite): void => {
  try {
    writeFileSync(join(mount, path), value)
  } catch (cause) {
    if (optional) return
    throw new MantlError('follower.cgroups', `${join(mount, path)} refuses '${value}'`, { cause })
  }
}

export const tryWrite = (path: string, value: string): boolean => {
  try {
    writeFileSync(path, value)
    return true
  } catch {
    return false
  }
}
