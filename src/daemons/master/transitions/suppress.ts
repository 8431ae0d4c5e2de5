import { suppressed } from '../allocation.ts'
import { foreignRole } from '../frameworks/roles.ts'
import { warning } from '../log.ts'
import type { Transition } from './transition.ts'

/** No offers for these roles, or for all, until they are revived; nothing where one is not the framework's. */
export const suppress: Transition<'suppress'> = (state, { frameworkId, roles }) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return []
  const foreign = foreignRole(framework, roles)
  if (foreign !== undefined) return [warning('a SUPPRESS is dropped', { framework: framework.id, role: foreign })]
  const meant = roles.length > 0 ? roles : framework.roles
  for (const role of meant) framework.suppressedRoles.add(role)
  return suppressed(state, framework, meant)
}
