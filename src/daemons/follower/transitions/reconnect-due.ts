import { askBack } from '../executors/old-style/reconnect.ts'
import { ownerOf } from '../state.ts'
import type { Transition } from './transition.ts'

export const reconnectDue: Transition<'reconnect-due'> = (state, { containerId }) => {
  const executor = ownerOf(state, containerId)?.executor
  return executor?.returning && executor.state === 'registering' && !executor.gone ? askBack(state, executor) : []
}
