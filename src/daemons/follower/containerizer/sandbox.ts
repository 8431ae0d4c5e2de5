import { chownSync, closeSync, constants, existsSync, fchownSync, fstatSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { openBeneath } from '../linux/beneath.ts'
import { pointLatest } from '../recovery/files.ts'
import type { SpecUser } from './launch-spec.ts'

/**
 * A sandbox on the host: the folder `path` below the sandbox `root`, whose user it may belong to and who may change all below it at any
 * time. The empty path: `root` itself.
 */
export interface SandboxPlace {
  readonly root: string
  readonly path: string
}

const outputs = ['stdout', 'stderr'] as const

/** Nested ones lie in their parent's. `around`: the sandbox of the outermost. */
export const sandboxPlace = (directory: string, around: string | undefined): SandboxPlace =>
  around !== undefined && directory.startsWith(`${around}/`)
    ? { root: around, path: directory.slice(around.length + 1) }
    : { root: directory, path: '' }

/** The folder that a container starts in, its user's alone but for ours, with the files for what it says. */
export const makeSandbox = (place: SandboxPlace, user: SpecUser | undefined): void => {
  if (place.path === '') {
    for (const path of [dirname(dirname(place.root)), dirname(place.root)]) mkdirSync(path, { recursive: true })
    mkdirSync(place.root, { recursive: true, mode: 0o750 })
  }
  const folder = openSandbox(place, true)
  try {
    for (const name of outputs) {
      const file = openOutput(pathOf(folder), name)
      if (user) fchownSync(file, user.uid, user.gid)
      closeSync(file)
    }
    if (user) chownSync(pathOf(folder), user.uid, user.gid)
  } finally {
    closeSync(folder)
  }
}

/** Runs of executors have names among themselves. */
export const nameLatest = ({ root }: SandboxPlace): void => pointLatest(root)

/** A descriptor that names the folder, whatever becomes of its path. Throws MantlError follower.path. */
export const openSandbox = ({ root, path }: SandboxPlace, make = false): number =>
  path === '' ? openSync(root, O_PATH | O_DIRECTORY | O_NOFOLLOW) : openBeneath(root, path, make)

export const sandboxExists = ({ root, path }: SandboxPlace): boolean => existsSync(join(root, path))

export const pathOf = (descriptor: number): string => `/proc/self/fd/${descriptor}`

const { O_WRONLY, O_APPEND, O_CREAT, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants
/** open(2): names a place, reads nothing. */
const O_PATH = 0o10000000

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
