import { findExecutor } from '../state.ts'
import { executorMessage } from './executor-message.ts'
import type { Transition } from './transition.ts'

/** From an executor that speaks libprocess to its scheduler. */
export const oldExecutorMessage: Transition<'old-executor-message'> = (state, { from, message }, now) => {
  const frameworkId = message.framework_id.value
  const executorId = message.executor_id.value
  if (findExecutor(state, frameworkId, executorId)?.pid !== from) return []
  const { data } = message
  return executorMessage(state, { kind: 'executor-message', frameworkId, executorId, call: { data } }, now)
}
