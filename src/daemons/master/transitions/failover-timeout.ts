import { removeFramework } from '../frameworks/remove.ts'
import type { Transition } from './transition.ts'

export const failoverTimeout: Transition<'failover-timeout'> = (state, { frameworkId }, now) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined || framework.connected) return []
  return removeFramework(state, framework, 'it did not come back within its failover_timeout', now)
}
