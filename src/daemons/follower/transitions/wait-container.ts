import { findContainer, shownKey } from '../containers/find.ts'
import type { Transition } from './transition.ts'

export const waitContainer: Transition<'wait-container'> = (state, { request, containerId }) => {
  const found = findContainer(state, containerId)
  if (found === undefined) {
    return [{ kind: 'reply', request, status: 404, message: `Container ${shownKey(containerId)} cannot be found` }]
  }
  const termination = found.kind === 'held' ? found.held.termination : undefined
  if (termination !== undefined) return [{ kind: 'reply', request, status: 200, termination }]
  state.waiters.set(containerId, [...(state.waiters.get(containerId) ?? []), request])
  return []
}

/** Whoever waited has gone. */
export const waiterGone: Transition<'waiter-gone'> = (state, { request, containerId }) => {
  const others = (state.waiters.get(containerId) ?? []).filter(other => other !== request)
  if (others.length > 0) state.waiters.set(containerId, others)
  else state.waiters.delete(containerId)
  return []
}
