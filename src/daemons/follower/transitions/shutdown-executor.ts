import { stopExecutor } from '../executors/stop.ts'
import { ignored, isFromMaster } from '../registration.ts'
import { findExecutor } from '../state.ts'
import type { Transition } from './transition.ts'

export const shutdownExecutor: Transition<'shutdown-executor'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('the shutdown of an executor', from)
  const framework = state.frameworks.get(message.framework_id?.value ?? '')
  const executor = findExecutor(state, framework?.id ?? '', message.executor_id?.value ?? '')
  return framework && executor ? stopExecutor(state, framework, executor, now) : []
}
