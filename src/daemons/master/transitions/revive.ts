import { revived } from '../allocation.ts'
import { forgetRefusals } from '../maintenance/answer.ts'
import type { Transition } from './transition.ts'

/** Forgets filters and suppression of these roles, or of all. */
export const revive: Transition<'revive'> = (state, { frameworkId, roles }) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return []
  const meant = roles.length > 0 ? roles : framework.roles
  for (const role of meant) framework.suppressedRoles.delete(role)
  forgetRefusals(state, framework)
  return revived(state, framework, meant)
}
