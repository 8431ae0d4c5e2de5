import type { Effect } from '../effects.ts'
import type { FollowerState, HeldContainer } from '../state.ts'
import { destroyHeld } from './life.ts'

/**
 * Containers of operators' calls that an earlier run of ours knew: the ended ones are still told of, the others are looked for. A session
 * ends with whoever held its other ends, and that was us.
 */
export const takeUpContainers = (state: FollowerState, found: readonly HeldContainer[]): Effect[] =>
  found.flatMap((container): Effect[] => {
    const held: HeldContainer = { ...container }
    state.containers.set(held.id, held)
    if (held.phase === 'ended') return []
    held.phase = 'starting'
    const adopt: Effect = { kind: 'adopt', containerId: held.id }
    return held.kind === 'debug' ? [adopt, destroyHeld(held)] : [adopt]
  })
