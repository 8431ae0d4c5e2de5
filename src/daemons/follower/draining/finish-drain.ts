import type { Effect } from '../effects.ts'
import type { FollowerState } from '../state.ts'

/** Nothing runs any more, nothing is to be done, and all is acknowledged: the drain is over (containerizer.md 16). */
export const finishDrain = (state: FollowerState): Effect[] => {
  if (state.draining === undefined || state.frameworks.size > 0 || state.operations.size > 0) return []
  state.draining = undefined
  return [{ kind: 'log', level: 'info', message: 'drained' }, { kind: 'checkpoint-drain' }]
}
