import { deactivateFramework as deactivate } from '../frameworks/deactivate.ts'
import { isFrom } from '../frameworks/is-from.ts'
import { warning } from '../log.ts'
import type { Transition } from './transition.ts'

/** Its driver aborted: it is connected still, and gets no offers until it subscribes again. */
export const deactivateFramework: Transition<'deactivate-framework'> = (state, { from, frameworkId }) => {
  const framework = state.frameworks.get(frameworkId)
  const counted = { kind: 'count', metric: 'master/messages_deactivate_framework' } as const
  if (framework === undefined || !isFrom(framework, from)) {
    return [counted, warning('a framework can not be deactivated: it is not there', { framework: frameworkId, from })]
  }
  return [counted, ...(framework.connected ? deactivate(state, framework) : [])]
}
