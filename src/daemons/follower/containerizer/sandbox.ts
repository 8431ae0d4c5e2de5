import { chownSync, closeSync, constants, fchownSync, fstatSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { pointLatest } from '../recovery/files.ts'
import type { SpecUser } from './launch-spec.ts'

const outputs = ['stdout', 'stderr'] as const

/** The folder that a container starts in, its user's alone but for ours, with the files for what it says. */
export const makeSandbox = (directory: string, user: SpecUser | undefined): void => {
  mkdirSync(join(directory, '..'), { recursive: true })
  mkdirSync(directory, { recursive: true, mode: 0o750 })
  for (const name of outputs) {
    const file = openOutput(directory, name)
    if (user) fchownSync(file, user.uid, user.gid)
    closeSync(file)
  }
  if (user) chownSync(directory, user.uid, user.gid)
  pointLatest(directory)
}

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants

/**
 * A descriptor to append to what the container says. The sandbox is its user's, and so may be other tasks: as root we would follow any
 * link that they, or an archive, put there, and wait on any pipe. Throws MantlError follower.sandbox where it is no file of its own.
 */
export const openOutput = (sandbox: string, name: (typeof outputs)[number]): number => {
  const path = join(sandbox, name)
  try {
    const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o644)
    const stats = fstatSync(file)
    if (stats.isFile() && stats.nlink === 1) return file
    closeSync(file)
  } catch (cause) {
    throw new MantlError('follower.sandbox', `${path} can't be written: ${(cause as Error).message}`, { cause })
  }
  throw new MantlError('follower.sandbox', `${path} can't be written: it is a link or no file`)
}
