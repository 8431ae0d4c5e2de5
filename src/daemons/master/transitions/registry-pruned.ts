import type { Transition } from './transition.ts'

export const registryPruned: Transition<'registry-pruned'> = ({ agents }, { unreachable, gone }) => {
  for (const id of unreachable) agents.unreachable.delete(id)
  for (const id of gone) agents.gone.delete(id)
  return []
}
