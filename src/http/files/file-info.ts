import type { Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { groupName, userName } from './names.ts'

/** What /files/browse says of one file; LIST_FILES says the same in another form. */
export interface FileInfo {
  readonly path: string
  readonly nlink: number
  readonly size: number
  /** Whole seconds since the epoch. */
  readonly mtime: number
  /** The mode of stat(2), type bits included. */
  readonly mode: number
  readonly uid: string
  readonly gid: string
}

/** The entries of a folder, named under the virtual path, sorted; of a file, the file itself. */
export const listFiles = async (virtual: string, real: string): Promise<FileInfo[]> => {
  const stats = await lstat(real)
  if (!stats.isDirectory()) return [describe(virtual, stats)]
  const names = (await readdir(real)).sort()
  const infos = await Promise.all(names.map(name => describeEntry(posix.join(virtual, name), join(real, name))))
  return infos.filter(info => info !== undefined)
}

const describeEntry = async (virtual: string, real: string): Promise<FileInfo | undefined> => {
  try {
    return describe(virtual, await lstat(real))
  } catch {
    return undefined // removed meanwhile
  }
}

const describe = (path: string, { nlink, size, mtimeMs, mode, uid, gid }: Stats): FileInfo => ({
  path,
  nlink,
  size,
  mtime: Math.floor(mtimeMs / 1000),
  mode,
  uid: userName(uid),
  gid: groupName(gid),
})

/** A map: the formatter rewrites octal keys of an object to wrong numbers. */
const types: ReadonlyMap<number, string> = new Map([
  [0o040000, 'd'],
  [0o120000, 'l'],
  [0o060000, 'b'],
  [0o020000, 'c'],
  [0o010000, 'p'],
  [0o140000, 's'],
])

/** `-rw-r--r--`. */
export const modeText = (mode: number): string => {
  const bits = ['r', 'w', 'x', 'r', 'w', 'x', 'r', 'w', 'x'].map((letter, index) =>
    mode & (0o400 >> index) ? letter : '-',
  )
  const special = [
    [0o4000, 2, 's'],
    [0o2000, 5, 's'],
    [0o1000, 8, 't'],
  ] as const
  for (const [bit, place, letter] of special) {
    if (mode & bit) bits[place] = bits[place] === 'x' ? letter : letter.toUpperCase()
  }
  return `${types.get(mode & 0o170000) ?? '-'}${bits.join('')}`
}
