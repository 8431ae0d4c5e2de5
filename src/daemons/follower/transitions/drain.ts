import { killForDrain } from '../draining/kill-for-drain.ts'
import { ignored, isFromMaster } from '../registration.ts'
import type { Transition } from './transition.ts'

/** Everything here is to end (containerizer.md 16). Nothing here, no operation either: nothing to remember. */
export const drain: Transition<'drain'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a drain', from)
  if (state.frameworks.size === 0 && state.operations.size === 0) return []
  state.draining = { config: message.config, since: now }
  return [
    { kind: 'log', level: 'info', message: 'draining' },
    { kind: 'checkpoint-drain', config: message.config },
    ...[...state.frameworks.values()].flatMap(framework =>
      [...framework.executors.values()].flatMap(executor => killForDrain(state, framework, executor, now)),
    ),
  ]
}
