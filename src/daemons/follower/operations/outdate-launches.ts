import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import { isSpeculative, providerOf } from '../../../mesos/resources/index.ts'
import type { Effect } from '../effects.ts'
import type { FollowerState } from '../state.ts'
import { tellOperations } from './tell-operations.ts'

/** An operation failed that the leader counts on. */
export const failed = (state: FollowerState, info: OfferOperation): Effect[] =>
  isSpeculative(info) && providerOf(info) === undefined ? outdateLaunches(state) : []

/**
 * What is launched on the outcome of an operation that is not to be says the version of our resources of before, and is refused
 * (`executors/outdated.ts`). The leader hears of the new one behind the failure, so that only launches that know of that bear it.
 */
export const outdateLaunches = (state: FollowerState): Effect[] => {
  state.resourceVersion = state.random.uuidBase64()
  return state.phase === 'running' ? tellOperations(state) : []
}
