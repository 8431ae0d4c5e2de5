/** What lies on a disk. Identity is that of the inode: a folder that is made anew is another one. */
export type Entry = Folder | File | Link

export interface Folder {
  readonly kind: 'folder'
  readonly entries: Map<string, Entry>
}

export interface File {
  readonly kind: 'file'
  /** As whoever reads it finds it. */
  content: Uint8Array
  /** As it lies on the disk for sure. */
  kept: Uint8Array
}

export interface Link {
  readonly kind: 'link'
  readonly target: string
}

export const newFolder = (): Folder => ({ kind: 'folder', entries: new Map() })

/** `undefined`: nothing is there. Links are not followed: nobody does that here. */
export const entryAt = (root: Folder, path: string): Entry | undefined => {
  let found: Entry | undefined = root
  for (const name of namesOf(path)) {
    if (found?.kind !== 'folder') return undefined
    found = found.entries.get(name)
  }
  return found
}

export const namesOf = (path: string): string[] => path.split('/').filter(name => name !== '')

export const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))
