import { chownSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { pointLatest } from '../recovery/files.ts'
import type { SpecUser } from './launch-spec.ts'

/** The folder that a container starts in, its user's alone but for ours, with the files for what it says. */
export const makeSandbox = (directory: string, user: SpecUser | undefined): void => {
  mkdirSync(join(directory, '..'), { recursive: true })
  mkdirSync(directory, { recursive: true, mode: 0o750 })
  for (const name of ['stdout', 'stderr']) {
    closeSync(openSync(join(directory, name), 'a', 0o644))
    if (user) chownSync(join(directory, name), user.uid, user.gid)
  }
  if (user) chownSync(directory, user.uid, user.gid)
  pointLatest(directory)
}
