import { killAll } from './drain.ts'
import type { Transition } from './transition.ts'

/** After a restart in the middle of a drain, once what still runs is found again: only then can it be asked to end in peace. */
export const drainDue: Transition<'drain-due'> = (state, _, now) =>
  state.draining === undefined ? [] : killAll(state, now)
