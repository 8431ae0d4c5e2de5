import { leaveContainer } from '../checks/leave.ts'
import { ownerOf } from '../state.ts'
import type { Transition } from './transition.ts'

/** The first limit that a container goes beyond ends it, and is why it ended. */
export const limitReached: Transition<'limit-reached'> = (state, { containerId, limitation }) => {
  const held = state.containers.get(containerId)
  const executor = ownerOf(state, containerId)?.executor
  const holder = held?.phase === 'ended' || executor?.gone ? undefined : (held ?? executor)
  if (holder === undefined || holder.limitation !== undefined) return []
  holder.limitation = limitation
  if (executor?.kind === 'pod') executor.state = 'terminating'
  return [
    { kind: 'log', level: 'info', message: `container ${containerId} must end: ${limitation.message}` },
    ...leaveContainer(state, containerId),
    { kind: 'destroy', containerId, process: holder.process, directory: holder.directory },
  ]
}
