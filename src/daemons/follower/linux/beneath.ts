import { chownSync, closeSync, constants, fstatSync, mkdirSync, openSync, symlinkSync } from 'node:fs'
import { MantlError } from '../../../errors.ts'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants
/** open(2): a descriptor that names a place and reads nothing, of whatever kind it is. */
const O_PATH = 0o10000000

/**
 * A descriptor (O_PATH) of what `path`, a plain relative one or '' for the folder itself, names below the folder `root`. The folders below `root` are somebody else's,
 * who may change them while we look: each step starts from the descriptor of the last one, and a link is never followed.
 * `make`: folders that are missing are made, and belong to whom the folder around them belongs.
 * Throws MantlError follower.path; `code` of its cause is ENOENT where something is missing.
 */
export const openBeneath = (root: string, path: string, make = false): number => {
  let at = openRoot(root)
  for (const name of path === '' ? [] : path.split('/')) {
    try {
      const next = enter(at, name, make)
      closeSync(at)
      at = next
    } catch (cause) {
      closeSync(at)
      throw new MantlError('follower.path', `${root}/${path} can't be had: ${(cause as Error).message}`, { cause })
    }
  }
  return at
}

const openRoot = (root: string): number => {
  try {
    return openSync(root, O_PATH | O_DIRECTORY | O_NOFOLLOW)
  } catch (cause) {
    throw new MantlError('follower.path', `the folder ${root} can't be opened: ${(cause as Error).message}`, { cause })
  }
}

/** The path of what lies in a folder that is open. */
export const inFolder = (folder: number, name: string): string => `/proc/self/fd/${folder}/${name}`

const enter = (folder: number, name: string, make: boolean): number => {
  if (name === '' || name === '.' || name === '..') throw new Error(`'${name}' is no name`)
  const found = tryOpen(folder, name) ?? (make ? makeFolder(folder, name) : undefined)
  if (found === undefined) throw Object.assign(new Error(`'${name}' does not exist`), { code: 'ENOENT' })
  if (!fstatSync(found).isSymbolicLink()) return found
  closeSync(found)
  throw new Error(`'${name}' is a link`)
}

const tryOpen = (folder: number, name: string): number | undefined => {
  try {
    return openSync(inFolder(folder, name), O_PATH | O_NOFOLLOW)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const makeFolder = (folder: number, name: string): number => {
  try {
    mkdirSync(inFolder(folder, name), 0o755)
  } catch (error) {
    // Somebody else was faster: what lies there now is looked at like anything else.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const made = openSync(inFolder(folder, name), O_PATH | O_NOFOLLOW)
  if (fstatSync(made).isDirectory() && fstatSync(made).uid === process.getuid?.()) giveAway(made, folder)
  return made
}

/** To whom the folder around it belongs. By its descriptor: the name may mean something else by now. */
const giveAway = (descriptor: number, around: number): void => {
  const { uid, gid } = fstatSync(around)
  if (uid !== process.getuid?.() || gid !== process.getgid?.()) chownSync(`/proc/self/fd/${descriptor}`, uid, gid)
}

/** Makes an empty file where there is nothing. What is there already must be no link and no folder. Throws MantlError follower.path. */
export const makeFileBeneath = (root: string, path: string): void => {
  const cut = path.lastIndexOf('/')
  const name = path.slice(cut + 1)
  const folder = cut < 0 ? openRoot(root) : openBeneath(root, path.slice(0, cut), true)
  try {
    closeSync(openSync(inFolder(folder, name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const found = openSync(inFolder(folder, name), O_PATH | O_NOFOLLOW)
    const stats = fstatSync(found)
    closeSync(found)
    if (!stats.isFile()) throw new MantlError('follower.path', `${root}/${path} is a link or no file`)
  } finally {
    closeSync(folder)
  }
}

/** A link at `path` below `root`; what lies there already must be just that one. Throws MantlError follower.path. */
export const linkBeneath = (root: string, path: string, target: string): void => {
  const cut = path.lastIndexOf('/')
  const folder = cut < 0 ? openRoot(root) : openBeneath(root, path.slice(0, cut), true)
  try {
    symlinkSync(target, inFolder(folder, path.slice(cut + 1)))
  } catch (cause) {
    throw new MantlError('follower.path', `no link can be made at ${root}/${path}: ${(cause as Error).message}`, {
      cause,
    })
  } finally {
    closeSync(folder)
  }
}
