import { ownerOf } from '../state.ts'
import type { Transition } from './transition.ts'

export const executorShutdownDue: Transition<'executor-shutdown-due'> = (state, { containerId }) => {
  const owner = ownerOf(state, containerId)
  if (owner === undefined || owner.executor.gone) return []
  const { process, directory } = owner.executor
  return [{ kind: 'destroy', containerId, process, directory }]
}
