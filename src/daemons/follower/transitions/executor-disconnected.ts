import type { Transition } from './transition.ts'

/** It may come back, or its process may have ended, which is noticed in another way. */
export const executorDisconnected: Transition<'executor-disconnected'> = (state, { stream }) => {
  for (const framework of state.frameworks.values()) {
    for (const executor of framework.executors.values()) if (executor.stream === stream) executor.stream = undefined
  }
  return []
}
