import { chownSync, closeSync, constants, existsSync, fchownSync, fstatSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import type { Disk } from '../disk/disk.ts'
import type { FileStep, Within } from '../disk/step.ts'
import { openBeneath } from '../linux/beneath.ts'
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

/**
 * The folder that a container starts in, its user's alone but for ours, with the files for what it says. `latest`: runs of executors have names among
 * themselves. One that lies in another's is made step by step from descriptor to descriptor, which can't be told beforehand. Throws MantlError follower.sandbox.
 */
export const makeSandbox = async (
  disk: Disk,
  place: SandboxPlace,
  user: SpecUser | undefined,
  latest: boolean,
): Promise<void> => {
  if (place.path === '')
    await disk.done(sandboxSteps(place.root, user, latest)).catch(error => unwritable(place.root, error))
  else makeInner(place, user)
}

const sandboxSteps = (root: string, user: SpecUser | undefined, latest: boolean): FileStep[] => [
  { do: 'folder', path: dirname(dirname(root)) },
  { do: 'folder', path: dirname(root) },
  { do: 'folder', path: root, mode: 0o750 },
  folderStep(root),
  ...outputs.flatMap(name => [outputStep({ in: 'sandbox', name }, name), ...owned(name, user)]),
  ...owned('sandbox', user),
  ...(latest ? [{ do: 'latest', target: root } as const] : []),
]

const owned = (as: string, user: SpecUser | undefined): FileStep[] =>
  user ? [{ do: 'own', as, uid: user.uid, gid: user.gid }] : []

const makeInner = (place: SandboxPlace, user: SpecUser | undefined): void => {
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

/** A descriptor that names the folder, whatever becomes of its path. Throws MantlError follower.path. */
export const openSandbox = ({ root, path }: SandboxPlace, make = false): number =>
  path === '' ? openSync(root, folderFlags) : openBeneath(root, path, make)

export const sandboxExists = ({ root, path }: SandboxPlace): boolean => existsSync(join(root, path))

export const pathOf = (descriptor: number): string => `/proc/self/fd/${descriptor}`

const { O_WRONLY, O_APPEND, O_CREAT, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants
/** open(2): names a place, reads nothing. */
const O_PATH = 0o10000000
const folderFlags = O_PATH | O_DIRECTORY | O_NOFOLLOW
const outputFlags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK

/** As openSandbox does it for one that lies in no other's, named `sandbox`. */
export const folderStep = (root: string, keep = false): FileStep => ({
  do: 'open',
  at: root,
  flags: folderFlags,
  as: 'sandbox',
  keep,
})

/** As openOutput does it. */
export const outputStep = (at: string | Within, as: string, keep = false): FileStep => ({
  do: 'open',
  at,
  flags: outputFlags,
  mode: 0o644,
  as,
  plain: true,
  keep,
})

/** Says which output it was, where it was one. */
export const unwritable = (sandbox: string, cause: NodeJS.ErrnoException): never => {
  const name = outputs.find(one => cause.path?.startsWith('/proc/self/fd/') && cause.path.endsWith(`/${one}`))
  if (name === undefined) throw cause
  throw new MantlError('follower.sandbox', `${join(sandbox, name)} can't be written: ${cause.message}`, { cause })
}

/**
 * A descriptor to append to what the container says. The sandbox is its user's, and so may be other tasks: as root we would follow any
 * link that they, or an archive, put there, and wait on any pipe. Throws MantlError follower.sandbox where it is no file of its own.
 */
export const openOutput = (sandbox: string, name: (typeof outputs)[number]): number => {
  const path = join(sandbox, name)
  try {
    const file = openSync(path, outputFlags, 0o644)
    const stats = fstatSync(file)
    if (stats.isFile() && stats.nlink === 1) return file
    closeSync(file)
  } catch (cause) {
    throw new MantlError('follower.sandbox', `${path} can't be written: ${(cause as Error).message}`, { cause })
  }
  throw new MantlError('follower.sandbox', `${path} can't be written: it is a link or no file`)
}
