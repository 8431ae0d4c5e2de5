import { forgetDeactivation } from '../draining/deactivations.ts'
import type { Effect, RegistryChange } from '../effects.ts'
import type { MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** Of each list: what one write of the registry takes in any case. What is left goes the next time. */
const MOST_AT_ONCE = 500

/** Old entries of unreachable and gone agents are forgotten: by age, and the oldest when there are too many. */
export const registryGcDue: Transition<'registry-gc-due'> = (state, _, now) => {
  const { agents, settings } = state
  const unreachable = stale(
    [...agents.unreachable].map(([id, { since }]) => [id, since]),
    state,
    now,
  )
  const gone = stale([...agents.gone], state, now)
  const again: Effect = {
    kind: 'timer',
    id: 'registry gc',
    after: settings.registryGcInterval,
    next: { kind: 'registry-gc-due' },
  }
  if (unreachable.length + gone.length === 0) return [again]
  const changes: RegistryChange[] = [
    ...unreachable.map(key => ({ kind: 'delete', area: 'unreachable', key }) as const),
    ...unreachable.flatMap(key => forgetDeactivation(state, key)),
    ...gone.map(key => ({ kind: 'delete', area: 'gone', key }) as const),
  ]
  return [again, { kind: 'store', changes, next: { kind: 'registry-pruned', unreachable, gone } }]
}

const stale = (entries: readonly (readonly [string, number])[], { agents, settings }: MasterState, now: number) => {
  const { registryMaxAgentAge: age, registryMaxAgentCount: count } = settings
  const oldest = entries.toSorted(([, a], [, b]) => a - b)
  return oldest
    .filter(([, since], index) => now - since > age || index < oldest.length - count)
    .map(([id]) => id)
    .filter(id => !agents.inTransition.has(id))
    .slice(0, MOST_AT_ONCE)
}
