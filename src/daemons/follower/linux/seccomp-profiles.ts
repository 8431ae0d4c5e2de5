import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Refusal } from '../containerizer/isolators/isolator.ts'

/** A profile as it is on disk now, so that an operator can add and change them while we run. The name is a framework's: no path. */
export const readSeccompProfile = (folder: string, name: string): { readonly profile: unknown } | Refusal => {
  if (name === '' || name.includes('/') || name.includes('\0') || name.startsWith('.')) {
    return { refused: 'a name of a file in --seccomp_config_dir is wanted' }
  }
  try {
    return { profile: JSON.parse(readFileSync(join(folder, name), 'utf8')) }
  } catch (error) {
    return { refused: (error as Error).message }
  }
}
