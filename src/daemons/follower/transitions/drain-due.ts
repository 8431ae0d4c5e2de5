import { killForDrain } from '../draining/kill-for-drain.ts'
import type { Transition } from './transition.ts'

/**
 * After a restart in the middle of a drain, once what still runs is found again: only then can it be asked to end in peace. Custom executors
 * are asked when they come back.
 */
export const drainDue: Transition<'drain-due'> = (state, _, now) =>
  state.draining === undefined
    ? []
    : [...state.frameworks.values()].flatMap(framework =>
        [...framework.executors.values()]
          .filter(({ kind }) => kind !== 'custom')
          .flatMap(executor => killForDrain(state, framework, executor, now)),
      )
