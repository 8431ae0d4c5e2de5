import type { FileSystem } from '../../../daemons/follower/recovery/stored-files.ts'
import type { Chance } from '../../chance.ts'
import { createJournal, rename } from './journal.ts'
import { type Entry, entryAt, type File, type Folder, lastName, namesOf, newFolder, parentOf } from './tree.ts'

/** The process died before the change that it was about to make. */
export class Died extends Error {}

export interface SimulatedFileSystem {
  /** What is used of node:fs. */
  readonly fs: FileSystem
  readonly root: Folder
  /** After so many changes the process is dead, and each further one throws `Died`; undefined: it lives. */
  dieAfter(changes: number | undefined): void
  loseSome(chance: Chance): void
}

/** A disk under a kernel that remembers what it has not written yet. Descriptors are numbers; modes and owners are nobody's business. */
export const createFileSystem = (): SimulatedFileSystem => {
  const root = newFolder()
  const journal = createJournal()
  const open = new Map<number, { readonly entry: Entry; readonly append: boolean }>()
  let descriptors = 2
  let left: number | undefined

  const changes = () => {
    if (left === undefined) return
    if (left <= 0) throw new Died()
    left -= 1
  }
  const folderOf = (path: string): Folder => {
    const found = entryAt(root, parentOf(path))
    if (found?.kind !== 'folder') throw missing(path)
    return found
  }
  const mustBe = (path: string): Entry => {
    const found = entryAt(root, path)
    if (found === undefined) throw missing(path)
    return found
  }
  const put = (path: string, entry: Entry | undefined) => rename(journal, folderOf(path), lastName(path), entry)
  const fill = (file: File, content: Uint8Array) => {
    file.content = content
    journal.wrote(file)
  }
  const fileAt = (path: string, truncate: boolean): File => {
    const found = entryAt(root, path)
    if (found !== undefined && found.kind !== 'file') throw failure('EISDIR', path)
    if (found !== undefined && !truncate) return found
    changes()
    if (found !== undefined) {
      fill(found, NOTHING)
      return found
    }
    const made: File = { kind: 'file', content: NOTHING, kept: NOTHING }
    put(path, made)
    return made
  }
  const opened = (descriptor: number) => {
    const found = open.get(descriptor)
    if (found === undefined) throw failure('EBADF', String(descriptor))
    return found
  }
  const write = (target: string | number, given: string | Uint8Array, flush: boolean) => {
    const content = typeof given === 'string' ? new TextEncoder().encode(given) : given.slice()
    const { entry, append } =
      typeof target === 'number' ? opened(target) : { entry: fileAt(target, true), append: false }
    if (entry.kind !== 'file') throw failure('EISDIR', String(target))
    changes()
    fill(entry, append ? joined(entry.content, content) : content)
    if (flush) journal.sync(entry)
  }

  const fs = {
    existsSync: (path: string) => entryAt(root, path) !== undefined,
    readFileSync: (path: string) => {
      const found = mustBe(path)
      if (found.kind !== 'file') throw failure('EISDIR', path)
      return found.content
    },
    readdirSync: (path: string) => {
      const found = mustBe(path)
      if (found.kind !== 'folder') throw failure('ENOTDIR', path)
      return [...found.entries.keys()]
    },
    readlinkSync: (path: string) => {
      const found = mustBe(path)
      if (found.kind !== 'link') throw failure('EINVAL', path)
      return found.target
    },
    lstatSync: (path: string) => {
      const { kind } = mustBe(path)
      return { isDirectory: () => kind === 'folder', isFile: () => kind === 'file' }
    },
    mkdirSync: (path: string, options?: { readonly recursive?: boolean }) => {
      let at = root
      const names = namesOf(path)
      for (const [index, name] of names.entries()) {
        const found = at.entries.get(name)
        if (found?.kind === 'folder') {
          at = found
          continue
        }
        if (found !== undefined) throw failure('ENOTDIR', path)
        if (!options?.recursive && index < names.length - 1) throw missing(path)
        changes()
        const made = newFolder()
        rename(journal, at, name, made)
        at = made
      }
    },
    openSync: (path: string, flags: string) => {
      const entry = flags === 'r' ? mustBe(path) : fileAt(path, flags === 'w')
      open.set(++descriptors, { entry, append: flags === 'a' })
      return descriptors
    },
    closeSync: (descriptor: number) => void open.delete(descriptor),
    fsyncSync: (descriptor: number) => {
      const { entry } = opened(descriptor)
      changes()
      journal.sync(entry.kind === 'file' ? entry : undefined)
    },
    writeFileSync: (target: string | number, content: string | Uint8Array, options?: { readonly flush?: boolean }) =>
      write(target, content, options?.flush === true),
    truncateSync: (path: string, length: number) => {
      const file = mustBe(path) as File
      changes()
      fill(file, file.content.subarray(0, length))
    },
    renameSync: (from: string, to: string) => {
      const entry = mustBe(from)
      changes()
      const [source, target] = [folderOf(from), folderOf(to)]
      const before = target.entries.get(lastName(to))
      source.entries.delete(lastName(from))
      target.entries.set(lastName(to), entry)
      // Both names at once, as rename(2) is.
      journal.named(() => {
        if (before === undefined) target.entries.delete(lastName(to))
        else target.entries.set(lastName(to), before)
        source.entries.set(lastName(from), entry)
      })
    },
    symlinkSync: (target: string, path: string) => {
      if (entryAt(root, path) !== undefined) throw failure('EEXIST', path)
      changes()
      put(path, { kind: 'link', target })
    },
    unlinkSync: (path: string) => {
      mustBe(path)
      changes()
      put(path, undefined)
    },
    rmdirSync: (path: string) => {
      const found = mustBe(path)
      if (found.kind === 'folder' && found.entries.size > 0) throw failure('ENOTEMPTY', path)
      changes()
      put(path, undefined)
    },
    rmSync: (path: string, options?: { readonly force?: boolean }) => {
      if (entryAt(root, path) === undefined) {
        if (options?.force) return
        throw missing(path)
      }
      changes()
      put(path, undefined)
    },
  }
  return {
    fs: fs as unknown as FileSystem,
    root,
    dieAfter: count => {
      left = count
      open.clear()
    },
    loseSome: chance => journal.loseSome(chance),
  }
}

const NOTHING = new Uint8Array(0)

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(a.length + b.length)
  whole.set(a)
  whole.set(b, a.length)
  return whole
}

const missing = (path: string) => failure('ENOENT', path)
const failure = (code: string, path: string) => Object.assign(new Error(`${code}: ${path}`), { code, path })
