import { ignored, isFromMaster } from '../registration.ts'
import type { Transition } from './transition.ts'

/** The leader will not have us as who we are. All tasks end, and the next start registers as a new agent. */
export const shutdown: Transition<'shutdown'> = (state, { from, message }) => {
  if (!isFromMaster(state, from)) return ignored('a shutdown', from)
  state.phase = 'terminating'
  const reason = `the leader ${from} told us to shut down${message.message ? `: ${message.message}` : ''}`
  const containers = [...state.frameworks.values()].flatMap(framework => [...framework.executors.values()])
  return [
    ...containers
      .filter(({ gone }) => !gone)
      .map(({ containerId, process, directory }) => ({ kind: 'destroy', containerId, process, directory }) as const),
    { kind: 'exit', code: 0, reason, forget: true },
  ]
}
