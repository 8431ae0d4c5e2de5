import { dirname } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { ResourceState } from '../../../mesos/messages/internal-operations.ts'
import type { Operation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { toPreRefinement } from '../../../mesos/resources/index.ts'
import type { Paths } from '../paths.ts'
import { ownFiles } from '../recovery/files.ts'
import { readResourceState } from '../recovery/resource-state.ts'
import type { StoredFiles } from '../recovery/stored-files.ts'
import { volumeChanges } from '../resources/volume-path.ts'
import { makeVolume, setVolumeAside } from './volumes.ts'

/** `aside`: folders that are to be deleted. `problem`: the volumes could not be made or unmade, and all is as before. */
export interface Kept {
  readonly aside: readonly string[]
  readonly problem?: string
}

/**
 * Writes what is reserved here, in two steps as Mesos does: the new state beside the old one, then the volumes, then the new state is the
 * state. Whoever dies in between goes on with `redoResources`.
 */
export const keepResources = (
  paths: Paths,
  resources: readonly Resource[],
  operations: readonly Operation[],
  files: StoredFiles = ownFiles,
): Kept => {
  const before = readResourceState(paths, paths.resources, files)?.resources ?? []
  files.writeMessageFile(
    target(paths),
    ResourceState,
    { operations: [...operations], resources: toPreRefinement(resources) },
    true,
  )
  return commit(paths, before, resources, files)
}

/** The same, while no volume is made or removed for it: what somebody may want back stays where it is. */
export const replaceResources = (paths: Paths, resources: readonly Resource[], files: StoredFiles = ownFiles): void => {
  const operations = [...(readResourceState(paths, paths.resources, files)?.operations ?? [])]
  files.writeMessageFile(paths.resources, ResourceState, { operations, resources: toPreRefinement(resources) }, true)
}

/** An earlier run of ours died after the first step. Without effect where none did. */
export const redoResources = (paths: Paths, files: StoredFiles = ownFiles): Kept => {
  if (!files.fs.existsSync(target(paths))) return { aside: [] }
  const wanted = readResourceState(paths, target(paths), files)
  if (wanted === undefined) {
    files.fs.rmSync(target(paths), { force: true })
    return { aside: [] }
  }
  return commit(paths, readResourceState(paths, paths.resources, files)?.resources ?? [], wanted.resources, files)
}

const commit = (paths: Paths, before: readonly Resource[], after: readonly Resource[], files: StoredFiles): Kept => {
  const { fs } = files
  try {
    const { made, removed } = volumeChanges(paths.root, before, after)
    for (const volume of made) makeVolume(files, volume)
    const aside = removed.flatMap(volume => setVolumeAside(files, volume))
    fs.renameSync(target(paths), paths.resources)
    files.syncFolder(dirname(paths.resources))
    // Mesos writes this for agents that are older; one that is left over would be read by them.
    if (fs.existsSync(paths.oldResources)) files.writeWhole(paths.oldResources, '')
    return { aside }
  } catch (error) {
    if (!(error instanceof MantlError)) throw error
    fs.rmSync(target(paths), { force: true })
    return { aside: [], problem: error.message }
  }
}

const target = (paths: Paths): string => `${paths.resources}.target`
