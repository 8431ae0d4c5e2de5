import { revived } from '../allocation.ts'
import { foreignRole } from '../frameworks/roles.ts'
import { warning } from '../log.ts'
import { forgetRefusals } from '../maintenance/answer.ts'
import type { Transition } from './transition.ts'

/** Forgets filters and suppression of these roles, or of all; of none where one is not the framework's. */
export const revive: Transition<'revive'> = (state, { frameworkId, roles }) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return []
  const foreign = foreignRole(framework, roles)
  if (foreign !== undefined) return [warning('a REVIVE is dropped', { framework: framework.id, role: foreign })]
  const meant = roles.length > 0 ? roles : framework.roles
  for (const role of meant) framework.suppressedRoles.delete(role)
  forgetRefusals(state, framework)
  return revived(state, framework, meant)
}
