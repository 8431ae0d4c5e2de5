import { removeFramework } from '../frameworks/remove.ts'
import type { Transition } from './transition.ts'

export const teardown: Transition<'teardown'> = (state, { frameworkId, request }, now) => {
  const framework = state.frameworks.get(frameworkId)
  const effects = framework ? removeFramework(state, framework, 'it was torn down', now) : []
  if (request === undefined) return effects
  return framework
    ? [...effects, { kind: 'reply', request, status: 200 }]
    : [{ kind: 'reply', request, status: 400, body: 'No framework found with specified ID' }]
}
