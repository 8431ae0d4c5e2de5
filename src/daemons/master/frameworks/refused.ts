import type { EventOf } from '../events.ts'
import type { MasterState } from '../state.ts'
import { validateFramework, validateResubscription } from '../validation/framework.ts'

/** Why the framework may not subscribe; undefined: it may. Told as an ERROR event (facts/api-v1.md 3.1). */
export const refusedSubscription = (
  { settings, completedFrameworks, frameworks }: MasterState,
  { call, principal }: Pick<EventOf<'subscribe'>, 'call' | 'principal'>,
): string | undefined => {
  const { framework_info: info, suppressed_roles: suppressedRoles = [] } = call
  const { roleWhitelist, rootSubmissions } = settings
  const invalid = validateFramework({ info, suppressedRoles, roleWhitelist, rootSubmissions })
  if (invalid !== undefined) return invalid
  if (principal !== undefined && info.principal !== undefined && principal !== info.principal) {
    return `Framework principal '${info.principal}' does not match the authenticated principal '${principal}'`
  }
  const id = info.id?.value ?? ''
  if (completedFrameworks.has(id)) return 'Framework has been removed'
  const known = frameworks.get(id)
  return known && validateResubscription(known.info, info)
}
