import { suppressed } from '../allocation.ts'
import type { Transition } from './transition.ts'

/** No offers for these roles, or for all, until they are revived. */
export const suppress: Transition<'suppress'> = (state, { frameworkId, roles }) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return []
  const meant = roles.length > 0 ? roles : framework.roles
  for (const role of meant) framework.suppressedRoles.add(role)
  return suppressed(state, framework, meant)
}
