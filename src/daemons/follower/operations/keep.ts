import type { Effect } from '../effects.ts'
import type { FollowerState } from '../state.ts'

/** All that is reserved here, and the operations that somebody may still ask about, as one file. */
export const keepResources = (state: FollowerState, operation?: string): Effect => ({
  kind: 'checkpoint-resources',
  resources: state.checkpointedResources,
  operations: [...state.operations.values()].map(held => held.operation),
  ...(operation !== undefined && { operation }),
})
