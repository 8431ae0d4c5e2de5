import { MantlError } from '../../../../errors.ts'
import { fileSystemAt } from '../../linux/project-quotas.ts'
import { joinProject, limitProject, projectOf, projectsOn } from '../../linux/xfs-projects.ts'
import type { Preparer } from './preparer.ts'

/**
 * Ids are chosen by what the file system knows: one that holds blocks or has a limit is taken, so that a sandbox keeps its own until it is
 * collected, across restarts. Between the choice and the first block stands `reserved`.
 */
const reserved = new Map<number, string>()
let choosing: Promise<unknown> = Promise.resolve()

export const xfsProject: Preparer<'xfs-project'> = {
  make: async ({ path, beside, range, limitBytes = 0 }) => {
    const mountPoint = mountPointOf(path)
    const id = (await ownId(path, range)) ?? (await inTurn(() => freeId(mountPoint, path, range)))
    // The folder first: whoever is killed in between finds its limit by it, or none.
    const wrong =
      (await joinProject(path, id)) ??
      (beside && (await joinProject(beside, id))) ??
      (await limitProject(mountPoint, id, limitBytes))
    reserved.delete(id)
    if (wrong !== undefined) {
      await limitProject(mountPoint, id, 0)
      throw new MantlError('follower.launch', `${path} can't be made a project of its file system: ${wrong}`)
    }
  },
  undo: async ({ path, range }) => {
    const id = await ownId(path, range)
    if (id !== undefined) await limitProject(mountPointOf(path), id, 0)
  },
}

/** Made before: the same project again. */
const ownId = async (path: string, range: { first: number; last: number }): Promise<number | undefined> => {
  const id = await projectOf(path)
  return id !== undefined && id >= range.first && id <= range.last ? id : undefined
}

const freeId = async (mountPoint: string, path: string, range: { first: number; last: number }): Promise<number> => {
  const taken = await projectsOn(mountPoint)
  for (let id = range.first; id <= range.last; id++) {
    if (taken.has(id) || reserved.has(id)) continue
    reserved.set(id, path)
    return id
  }
  throw new MantlError('follower.launch', `all project ids of --xfs_project_range are taken on ${mountPoint}`, {
    hint: 'widen --xfs_project_range, or lower --gc_delay',
  })
}

/** Two launches at once may not find the same id free. */
const inTurn = <T>(choose: () => Promise<T>): Promise<T> => {
  const mine = choosing.then(choose, choose)
  choosing = mine.catch(() => {})
  return mine
}

const mountPointOf = (path: string): string => {
  const found = fileSystemAt(path)
  if (found === undefined) throw new MantlError('follower.launch', `nobody can tell the file system of ${path}`)
  return found.mountPoint
}
