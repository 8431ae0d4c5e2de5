import type { Chance } from '../../chance.ts'
import type { File, Folder } from './tree.ts'

/**
 * What is in memory and not on the disk yet. As with ext4 and XFS: names (made, moved, removed) go to the disk in the order in which they changed, and all of them
 * with the next sync of anything; of what a file holds only a sync of that file says that it is there.
 */
export interface Journal {
  /** A name changed; `undo` is what it was before. */
  named(undo: () => void): void
  wrote(file: File): void
  /** `file`: its content, too. */
  sync(file?: File): void
  /** The latest names are undone, files that were not synced are as before, whole, or half there. */
  loseSome(chance: Chance): void
}

export const createJournal = (): Journal => {
  const undos: (() => void)[] = []
  const dirty = new Set<File>()
  return {
    named: undo => void undos.push(undo),
    wrote: file => void dirty.add(file),
    sync: file => {
      undos.length = 0
      if (file === undefined) return
      file.kept = file.content
      dirty.delete(file)
    },
    loseSome: chance => {
      const lost = chance.pick([0, undos.length, chance.below(undos.length + 1)])
      for (let n = 0; n < lost; n++) undos.pop()!()
      for (const file of dirty) {
        file.content = chance.pick([file.kept, file.content, tornOf(file, chance)])
        file.kept = file.content
      }
      undos.length = 0
      dirty.clear()
    },
  }
}

const tornOf = ({ content, kept }: File, chance: Chance): Uint8Array => {
  const from = Math.min(kept.length, content.length)
  return content.subarray(0, from + chance.below(content.length - from + 1))
}

/** Changes a name, and how that is undone. */
export const rename = (
  journal: Journal,
  folder: Folder,
  name: string,
  entry: Parameters<Folder['entries']['set']>[1] | undefined,
): void => {
  const before = folder.entries.get(name)
  const put = (one: typeof entry) =>
    void (one === undefined ? folder.entries.delete(name) : folder.entries.set(name, one))
  put(entry)
  journal.named(() => put(before))
}
