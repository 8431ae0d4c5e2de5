import { toPostRefinement, validateResources } from '../../../mesos/resources/index.ts'
import { keepResources } from '../operations/keep.ts'
import { ignored, isFromMaster } from '../registration.ts'
import type { Transition } from './transition.ts'

/** The whole list of what operators and frameworks have reserved here, from a leader that does not know operations. */
export const checkpointResources: Transition<'checkpoint-resources'> = (state, { from, message }) => {
  if (!isFromMaster(state, from)) return ignored('reservations', from)
  const problem = validateResources(message.resources ?? [])
  if (problem !== undefined) return [{ kind: 'log', level: 'error', message: `ignored reservations: ${problem}` }]
  state.checkpointedResources = toPostRefinement(message.resources ?? [])
  return [keepResources(state)]
}
