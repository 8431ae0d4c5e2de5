import type { Effect } from '../effects.ts'
import type { ContainerTermination, FollowerState } from '../state.ts'

/** Those who wait for the container's end hear of it. */
export const tellWaiters = (state: FollowerState, key: string, termination: ContainerTermination): Effect[] => {
  const waiting = state.waiters.get(key) ?? []
  state.waiters.delete(key)
  return waiting.map(request => ({ kind: 'reply', request, status: 200, termination }))
}
