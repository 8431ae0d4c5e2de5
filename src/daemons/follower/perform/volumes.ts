import { basename, dirname, join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { namesIn } from '../recovery/files.ts'
import type { StoredFiles } from '../recovery/stored-files.ts'
import type { Volume } from '../resources/volume-path.ts'

/** What is about to be removed has such a name, until it is. */
const removedPrefix = '.mantl-removed-'

/** The volume's folder is there. Throws MantlError follower.volume. */
export const makeVolume = ({ fs }: StoredFiles, { path, mount }: Volume): void => {
  try {
    if (!mount) fs.mkdirSync(path, { recursive: true })
    if (fs.lstatSync(path).isDirectory()) return
  } catch (cause) {
    throw new MantlError('follower.volume', `the volume ${path} can't be made: ${(cause as Error).message}`, { cause })
  }
  throw new MantlError('follower.volume', `the volume ${path} can't be made: it is no folder`)
}

/**
 * The volume's content is out of reach for whoever makes a volume of the same name: moved aside, which takes no longer for much than for
 * little. Returns what is to be deleted. Throws MantlError follower.volume.
 */
export const setVolumeAside = (files: StoredFiles, { path, mount }: Volume): readonly string[] => {
  try {
    return mount ? setContentAside(files, path) : setFolderAside(files, path)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    const why = code === 'EBUSY' || code === 'EXDEV' ? 'something is mounted there' : message
    throw new MantlError('follower.volume', `the volume ${path} can't be removed: ${why}`, { cause })
  }
}

const setFolderAside = ({ fs, uuid, syncFolder }: StoredFiles, path: string): readonly string[] => {
  const aside = join(dirname(path), `${removedPrefix}${uuid()}`)
  fs.renameSync(path, aside)
  syncFolder(dirname(path))
  return [aside]
}

const setContentAside = ({ fs, uuid, syncFolder }: StoredFiles, path: string): readonly string[] => {
  const names = fs.readdirSync(path)
  const aside = join(path, `${removedPrefix}${uuid()}`)
  const rest = names.filter(name => !name.startsWith(removedPrefix))
  if (rest.length > 0) fs.mkdirSync(aside, { mode: 0o700 })
  for (const name of rest) fs.renameSync(join(path, name), join(aside, name))
  syncFolder(path)
  return [
    ...names.filter(name => name.startsWith(removedPrefix)).map(name => join(path, name)),
    ...(rest.length > 0 ? [aside] : []),
  ]
}

/** What an earlier run of ours set aside and did not come to delete. `roots`: folders of disks. */
export const leftAside = (roots: readonly { readonly root: string; readonly mount: boolean }[]): readonly string[] =>
  roots.flatMap(({ root, mount }) => {
    const roles = `${root}/volumes/roles`
    const folders = mount ? [root] : namesIn(roles).map(role => join(roles, role))
    return folders.flatMap(folder =>
      namesIn(folder)
        .filter(name => basename(name).startsWith(removedPrefix))
        .map(name => join(folder, name)),
    )
  })
