import { leaveContainer } from '../checks/leave.ts'
import { destroyHeld } from '../containers/life.ts'
import { ownerOf } from '../state.ts'
import type { Transition } from './transition.ts'

/** The kernel may have killed just one of many processes: the container ends as a whole, as Mesos has it. */
export const memoryLimitReached: Transition<'memory-limit-reached'> = (state, { containerId }) => {
  const nested = state.containers.get(containerId)
  if (nested && !nested.task) return nested.phase === 'ended' ? [] : [destroyHeld(nested)]
  const executor = ownerOf(state, containerId)?.executor
  const container = nested ?? executor
  if (container === undefined || executor?.gone || nested?.phase === 'ended') return []
  if (executor?.kind === 'pod') executor.state = 'terminating'
  const { process, directory } = container
  return [
    { kind: 'log', level: 'info', message: `container ${containerId} has reached its memory limit` },
    ...leaveContainer(state, containerId),
    { kind: 'destroy', containerId, process, directory },
  ]
}
