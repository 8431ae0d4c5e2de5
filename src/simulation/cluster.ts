import type { Chance } from './chance.ts'
import type { Ensemble } from './ensemble/ensemble.ts'
import type { Network } from './network/network.ts'
import type { Plan } from './plan.ts'
import type { Timeline } from './timeline.ts'
import type { Trace } from './trace.ts'
import type { Watch } from './watch.ts'

/** What all nodes of one run share. */
export interface Surroundings {
  readonly plan: Plan
  readonly timeline: Timeline
  /** Of the world itself: what faults and operators do has generators of their own. */
  readonly chance: Chance
  readonly network: Network
  readonly ensemble: Ensemble
  readonly trace: Trace
  readonly watch: Watch
}
