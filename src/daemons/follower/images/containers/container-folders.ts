import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { MantlError } from '../../../../errors.ts'
import { parseJson } from '../sources/manifest.ts'
import { createRemoverShell } from '../store/remover-shell.ts'
import { createTreeRemover } from '../store/tree-remover.ts'

/** What containers have of images, on disk before it is used: `<work_dir>/provisioner/containers/<id>[/containers/<nested>]`. */
export interface ContainerFolders {
  /** Finds what earlier runs left: keyOf ids, nested ones before those that they are in. */
  load(): readonly string[]
  /** Notes that the container uses these layers too, and returns its folder. Throws MantlError follower.image. */
  use(containerId: string, layers: readonly string[]): string
  /** Removes all that the container has. Throws MantlError follower.image where something will not go. */
  remove(containerId: string): Promise<void>
  /** All layers that containers use. */
  used(): ReadonlySet<string>
  close(): void
}

const schema = z.array(z.string())
/** Within a container's folder: the layers that it uses. */
const notes = 'layers'

export const createContainerFolders = (workDir: string): ContainerFolders => {
  const root = join(workDir, 'provisioner/containers')
  const used = new Map<string, ReadonlySet<string>>()
  const shell = createRemoverShell()
  const removeTree = createTreeRemover(shell.remove)
  mkdirSync(root, { recursive: true, mode: 0o700 })
  let loaded = false
  const load = () => {
    if (loaded) return
    loaded = true
    for (const id of foldersBelow(root)) used.set(id, new Set(readNotes(join(folderOf(root, id), notes))))
  }
  return {
    load: () => {
      load()
      return [...used.keys()]
    },
    use: (containerId, layers) => {
      const folder = folderOf(root, containerId)
      const all = new Set([...(used.get(containerId) ?? []), ...layers])
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeFileSync(join(folder, notes), JSON.stringify([...all]))
      used.set(containerId, all)
      return folder
    },
    remove: async containerId => {
      if (!used.has(containerId)) return
      await removeTree(folderOf(root, containerId))
      used.delete(containerId)
    },
    used: () => {
      load() // Who asks before we have looked must not take the layers of containers that run.
      return new Set([...used.values()].flatMap(layers => [...layers]))
    },
    close: shell.close,
  }
}

/** Layers that the containers of another follower use, as far as its work folder tells. */
export const layersUsedBelow = (workDir: string): readonly string[] => {
  const root = join(workDir, 'provisioner/containers')
  return foldersBelow(root).flatMap(id => readNotes(join(folderOf(root, id), notes)))
}

const readNotes = (path: string): readonly string[] => {
  try {
    return schema.safeParse(parseJson(readFileSync(path, 'utf8'))).data ?? []
  } catch {
    return []
  }
}

/** `containerId`: keyOf it, outer/inner. */
const folderOf = (root: string, containerId: string): string => {
  const parts = containerId.split('/')
  if (parts.some(part => part === '' || part === '.' || part === '..' || part.includes('\0'))) {
    throw new MantlError('follower.image', `'${containerId}' is no id of a container`)
  }
  return join(root, parts.join('/containers/'))
}

const foldersBelow = (root: string, above = ''): readonly string[] => {
  if (!existsSync(root)) return []
  return readdirSync(root).flatMap(name => {
    const id = `${above}${name}`
    return [...foldersBelow(join(root, name, 'containers'), `${id}/`), id]
  })
}
