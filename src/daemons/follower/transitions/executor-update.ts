import { takeExecutorUpdate } from '../executors/executor-update.ts'
import { findExecutor } from '../state.ts'
import type { Transition } from './transition.ts'

export const executorUpdate: Transition<'executor-update'> = (state, { frameworkId, executorId, status }, now) => {
  const framework = state.frameworks.get(frameworkId)
  const executor = findExecutor(state, frameworkId, executorId)
  if (framework === undefined || executor === undefined)
    return [{ kind: 'count', metric: 'slave/invalid_status_updates' }]
  return takeExecutorUpdate(state, framework, executor, status, now)
}
