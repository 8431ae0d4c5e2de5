import { ignored, isFromMaster } from '../registration.ts'
import type { Transition } from './transition.ts'

/** The whole list of what operators and frameworks have reserved here. */
export const checkpointResources: Transition<'checkpoint-resources'> = (state, { from, message }) => {
  if (!isFromMaster(state, from)) return ignored('reservations', from)
  state.checkpointedResources = message.resources ?? []
  return [{ kind: 'checkpoint-resources', resources: state.checkpointedResources }]
}
