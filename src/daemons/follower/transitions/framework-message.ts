import { hears, tell } from '../executors/tell.ts'
import { findExecutor } from '../state.ts'
import type { Transition } from './transition.ts'

/** From the leader, or from a scheduler itself that speaks libprocess. Best effort: nobody is told when it can't be delivered. */
export const frameworkMessage: Transition<'framework-message'> = (state, { from, message }) => {
  const framework = state.frameworks.get(message.framework_id.value)
  const executor = findExecutor(state, message.framework_id.value, message.executor_id.value)
  const known = state.phase === 'running' && (from === state.master?.pid || from === framework?.pid)
  const deaf = executor === undefined || !hears(executor) || executor.state !== 'running'
  if (!known || framework === undefined || framework.terminating || deaf) {
    return [
      { kind: 'count', metric: 'slave/invalid_framework_messages' },
      { kind: 'log', level: 'info', message: `a message for executor ${message.executor_id.value} can't be delivered` },
    ]
  }
  return [
    { kind: 'count', metric: 'slave/valid_framework_messages' },
    ...tell(state, framework, executor, { type: 'MESSAGE', message: { data: message.data } }),
  ]
}
