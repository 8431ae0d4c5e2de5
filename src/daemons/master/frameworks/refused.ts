import type { EventOf } from '../events.ts'
import type { MasterState } from '../state.ts'
import { infoProblem } from './info-problem.ts'
import { rolesOf } from './new.ts'

/** Why the framework may not subscribe; undefined: it may. Told as an ERROR event (facts/api-v1.md 3.1). */
export const refusedSubscription = (
  state: MasterState,
  { call, principal }: Pick<EventOf<'subscribe'>, 'call' | 'principal'>,
): string | undefined => {
  const { framework_info: info, suppressed_roles = [] } = call
  const invalid = infoProblem(info, suppressed_roles)
  if (invalid !== undefined) return invalid
  const roles = rolesOf(info)
  const outside = roles.find(role => state.settings.roleWhitelist?.has(role) === false)
  if (outside !== undefined) return `Role '${outside}' is not present in the master's --roles`
  if (info.user === 'root' && !state.settings.rootSubmissions) {
    return "User 'root' is not allowed to run frameworks without --root_submissions"
  }
  if (principal !== undefined && info.principal !== undefined && principal !== info.principal) {
    return `Framework principal '${info.principal}' does not match the authenticated principal '${principal}'`
  }
  const id = info.id?.value ?? ''
  if (state.completedFrameworks.has(id)) return 'Framework has been removed'
  const known = state.frameworks.get(id)
  if (known && known.info.principal !== info.principal) return "Changing framework's principal is not allowed"
  return undefined
}
