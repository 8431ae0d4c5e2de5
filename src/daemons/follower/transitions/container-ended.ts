import { leaveContainer } from '../checks/leave.ts'
import { heldEnded } from '../containers/life.ts'
import { ownerOf } from '../state.ts'
import type { Transition } from './transition.ts'

/** What the first process left behind ends with it; only then is the framework told. */
export const containerEnded: Transition<'container-ended'> = (state, { containerId, record }) => {
  const nested = state.containers.get(containerId)
  if (nested && !nested.task) return heldEnded(nested, record)
  const executor = ownerOf(state, containerId)?.executor
  const container = nested?.task ? nested : executor
  if (container === undefined || executor?.gone || nested?.phase === 'ended') return []
  if (nested?.task) nested.phase = 'destroying'
  if (executor?.kind === 'pod') executor.state = 'terminating'
  const { process, directory } = container
  return [
    ...leaveContainer(state, containerId),
    { kind: 'destroy', containerId, process, directory, ...(record === undefined ? {} : { record }) },
  ]
}
