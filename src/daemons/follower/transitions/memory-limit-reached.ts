import { ownerOf } from '../state.ts'
import type { Transition } from './transition.ts'

/** The kernel may have killed just one of many processes: the container ends as a whole, as Mesos has it. */
export const memoryLimitReached: Transition<'memory-limit-reached'> = (state, { containerId }) => {
  const owner = ownerOf(state, containerId)
  if (owner === undefined || owner.executor.gone) return []
  const { process, directory } = owner.executor
  return [
    { kind: 'log', level: 'info', message: `container ${containerId} has reached its memory limit` },
    { kind: 'destroy', containerId, process, directory },
  ]
}
