import type { Effect } from '../effects.ts'
import { sendAgentUpdate } from '../registration.ts'
import type { FollowerState } from '../state.ts'
import { resendOperationUpdates } from './operation-streams.ts'

/**
 * The leader hears which operations we know, and how they went: it may have lost that, or forgotten one whose acknowledgement is under way,
 * and enters it again until it hears how it went.
 */
export const tellOperations = (state: FollowerState): Effect[] => [
  ...sendAgentUpdate(state),
  ...resendOperationUpdates(state),
]
