import { existsSync } from 'node:fs'
import { ResourceState } from '../../../mesos/messages/internal-operations.ts'
import type { Operation } from '../../../mesos/messages/offer.ts'
import { Resource } from '../../../mesos/messages/resource.ts'
import { toPostRefinement } from '../../../mesos/resources/index.ts'
import type { Paths } from '../paths.ts'
import { readMessageFile, readMessages } from './files.ts'

export interface KeptResources {
  readonly resources: readonly Resource[]
  readonly operations: readonly Operation[]
}

/**
 * What is reserved on this machine, whichever agent it is. `undefined`: nothing was ever written, or not wholly. Throws MantlError
 * follower.checkpoint where it is garbage.
 */
export const readResourceState = (paths: Paths, path: string = paths.resources): KeptResources | undefined => {
  if (!existsSync(path) && path === paths.resources) return readOld(paths)
  const state = readMessageFile(path, ResourceState)
  return state && { resources: toPostRefinement(state.resources ?? []), operations: state.operations ?? [] }
}

const readOld = ({ oldResources }: Paths): KeptResources | undefined =>
  existsSync(oldResources)
    ? { resources: toPostRefinement(readMessages(oldResources, Resource)), operations: [] }
    : undefined
