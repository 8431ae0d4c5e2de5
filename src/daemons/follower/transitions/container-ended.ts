import { ownerOf } from '../state.ts'
import type { Transition } from './transition.ts'

/** What the first process left behind ends with it; only then is the framework told. */
export const containerEnded: Transition<'container-ended'> = (state, { containerId, record }) => {
  const owner = ownerOf(state, containerId)
  if (owner === undefined || owner.executor.gone) return []
  const { process, directory } = owner.executor
  return [{ kind: 'destroy', containerId, process, directory, ...(record === undefined ? {} : { record }) }]
}
