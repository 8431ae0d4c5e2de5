import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  type Dir,
  fstatSync,
  opendirSync,
  openSync,
  type Stats,
} from 'node:fs'
import { inFolder, openBeneath } from './beneath.ts'

const { O_NOFOLLOW } = constants
const O_PATH = 0o10000000
const [setgid, groupWrites] = [0o2000, 0o020]

/** Whoever nests deeper, and so holds a descriptor a level, is left alone from there on. */
const deepest = 200
/** Entries between two turns of the event loop. */
const atOnce = 200

/**
 * All of a folder's tree belongs to the group `gid`. `opened`: its folders may be written by the group, and what is made in them is the
 * group's; else neither. The tree is somebody else's, who may change it while we look: no link is followed, and neither files that have further names
 * (which may be anybody's) nor other file systems are touched. The folder comes last: once it is the group's, all in it is. Throws MantlError follower.path.
 */
export const giveTree = async (root: string, path: string, gid: number, opened: boolean): Promise<void> => {
  const folder = openBeneath(root, path)
  const walk = { gid, opened, device: fstatSync(folder).dev, seen: 0 }
  try {
    if (fstatSync(folder).isDirectory()) await giveFolder(walk, folder, 0)
  } finally {
    closeSync(folder)
  }
}

interface Walk {
  readonly gid: number
  readonly opened: boolean
  readonly device: number
  seen: number
}

const giveFolder = async (walk: Walk, folder: number, depth: number): Promise<void> => {
  const path = `/proc/self/fd/${folder}`
  if (depth < deepest) {
    const entries = opendirSync(path)
    try {
      await giveEntries(walk, folder, entries, depth)
    } finally {
      entries.closeSync()
    }
  }
  chownSync(path, -1, walk.gid)
  const { mode } = fstatSync(folder)
  const others = mode & 0o7777 & ~(setgid | groupWrites)
  chmodSync(path, walk.opened ? others | setgid | groupWrites : others)
}

const giveEntries = async (walk: Walk, folder: number, entries: Dir, depth: number): Promise<void> => {
  for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
    walk.seen += 1
    if (walk.seen % atOnce === 0) await new Promise(resolve => setImmediate(resolve))
    const found = tryOpen(inFolder(folder, entry.name))
    if (found === undefined) continue
    try {
      await give(walk, found, fstatSync(found), depth)
    } finally {
      closeSync(found)
    }
  }
}

const give = async (walk: Walk, found: number, stats: Stats, depth: number): Promise<void> => {
  if (stats.dev !== walk.device) return
  if (stats.isDirectory()) return giveFolder(walk, found, depth + 1)
  if (stats.isFile() && stats.nlink === 1) chownSync(`/proc/self/fd/${found}`, -1, walk.gid)
}

/** Gone meanwhile: nothing to give. */
const tryOpen = (path: string): number | undefined => {
  try {
    return openSync(path, O_PATH | O_NOFOLLOW)
  } catch {
    return undefined
  }
}
