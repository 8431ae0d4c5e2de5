import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { ResourceState } from '../../../mesos/messages/internal-operations.ts'
import type { Operation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { toPreRefinement } from '../../../mesos/resources/index.ts'
import type { Paths } from '../paths.ts'
import { syncFolder, writeMessageFile, writeWhole } from '../recovery/files.ts'
import { readResourceState } from '../recovery/resource-state.ts'
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
export const keepResources = (paths: Paths, resources: readonly Resource[], operations: readonly Operation[]): Kept => {
  const before = readResourceState(paths)?.resources ?? []
  writeMessageFile(
    target(paths),
    ResourceState,
    { operations: [...operations], resources: toPreRefinement(resources) },
    true,
  )
  return commit(paths, before, resources)
}

/** The same, while no volume is made or removed for it: what somebody may want back stays where it is. */
export const replaceResources = (paths: Paths, resources: readonly Resource[]): void => {
  const operations = [...(readResourceState(paths)?.operations ?? [])]
  writeMessageFile(paths.resources, ResourceState, { operations, resources: toPreRefinement(resources) }, true)
}

/** An earlier run of ours died after the first step. Without effect where none did. */
export const redoResources = (paths: Paths): Kept => {
  if (!existsSync(target(paths))) return { aside: [] }
  const wanted = readResourceState(paths, target(paths))
  if (wanted === undefined) {
    rmSync(target(paths), { force: true })
    return { aside: [] }
  }
  return commit(paths, readResourceState(paths)?.resources ?? [], wanted.resources)
}

const commit = (paths: Paths, before: readonly Resource[], after: readonly Resource[]): Kept => {
  try {
    const { made, removed } = volumeChanges(paths.root, before, after)
    for (const volume of made) makeVolume(volume)
    const aside = removed.flatMap(setVolumeAside)
    renameSync(target(paths), paths.resources)
    syncFolder(dirname(paths.resources))
    // Mesos writes this for agents that are older; one that is left over would be read by them.
    if (existsSync(paths.oldResources)) writeWhole(paths.oldResources, '')
    return { aside }
  } catch (error) {
    if (!(error instanceof MantlError)) throw error
    rmSync(target(paths), { force: true })
    return { aside: [], problem: error.message }
  }
}

const target = (paths: Paths): string => `${paths.resources}.target`
