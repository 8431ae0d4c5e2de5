import type { Chance } from '../chance.ts'
import type { Names } from '../faults/plan.ts'
import type { Profile } from '../framework/state.ts'

/** What an operator does, once. */
export type Operation =
  | { readonly at: number; readonly kind: 'mark-gone'; readonly agent: number }
  | { readonly at: number; readonly kind: 'teardown'; readonly framework: number }

/** Few, so that most of a run is about the rest. */
export const planOperations = (
  chance: Chance,
  { agents, frameworks }: Names,
  _profiles: readonly Profile[],
  duration: number,
): readonly Operation[] => {
  const count = chance.pick([0, 0, 1, 3])
  return Array.from({ length: count }, () => {
    const at = chance.below(duration)
    return chance.happens(0.8)
      ? { at, kind: 'mark-gone', agent: chance.below(agents) }
      : { at, kind: 'teardown', framework: chance.below(frameworks) }
  })
}
