import { retireExecutor, retireFramework } from '../executors/retire.ts'
import { stopExecutor } from '../executors/stop.ts'
import { ignored, isFromMaster } from '../registration.ts'
import { dropStreams } from '../status-updates/stream.ts'
import type { Transition } from './transition.ts'

/** The framework is gone for good: its tasks end, and nobody is left to acknowledge anything. */
export const shutdownFramework: Transition<'shutdown-framework'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('the shutdown of a framework', from)
  const framework = state.frameworks.get(message.framework_id.value)
  if (framework === undefined) return dropStreams(state, message.framework_id.value)
  framework.terminating = true
  const executors = [...framework.executors.values()]
  const stopped = executors.flatMap(executor => stopExecutor(state, framework, executor, now))
  const dropped = dropStreams(state, framework.id)
  const retired = executors.flatMap(executor => {
    if (executor.gone) executor.tasks.clear()
    return retireExecutor(state, framework, executor)
  })
  return [
    { kind: 'log', level: 'info', message: `shutting down framework ${framework.id}` },
    ...stopped,
    ...dropped,
    ...retired,
    ...retireFramework(state, framework),
  ]
}
