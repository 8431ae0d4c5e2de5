import { ResourceState } from '../../../mesos/messages/internal-operations.ts'
import type { Operation } from '../../../mesos/messages/offer.ts'
import { Resource } from '../../../mesos/messages/resource.ts'
import { toPostRefinement } from '../../../mesos/resources/index.ts'
import type { Paths } from '../paths.ts'
import { ownFiles } from './files.ts'
import type { StoredFiles } from './stored-files.ts'

export interface KeptResources {
  readonly resources: readonly Resource[]
  readonly operations: readonly Operation[]
}

/**
 * What is reserved on this machine, whichever agent it is. `undefined`: nothing was ever written, or not wholly. Throws MantlError
 * follower.checkpoint where it is garbage.
 */
export const readResourceState = (
  paths: Paths,
  path: string = paths.resources,
  files: StoredFiles = ownFiles,
): KeptResources | undefined => {
  if (!files.fs.existsSync(path) && path === paths.resources) return readOld(paths, files)
  const state = files.readMessageFile(path, ResourceState)
  return state && { resources: toPostRefinement(state.resources ?? []), operations: state.operations ?? [] }
}

const readOld = ({ oldResources }: Paths, files: StoredFiles): KeptResources | undefined =>
  files.fs.existsSync(oldResources)
    ? { resources: toPostRefinement(files.readMessages(oldResources, Resource)), operations: [] }
    : undefined
