import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { EventOf } from '../events.ts'
import { may } from '../may.ts'
import type { MasterState } from '../state.ts'
import { validateFramework, validateOptions, validateResubscription } from '../validation/framework.ts'

type Asked = Pick<EventOf<'subscribe'>, 'call' | 'principal'>

/** Why the framework may not subscribe; undefined: it may. Told as an ERROR event (facts/api-v1.md 3.1). */
export const refusedSubscription = (state: MasterState, asked: Asked): string | undefined => {
  const { framework_info: info } = asked.call
  const known = state.frameworks.get(info.id?.value ?? '')
  return (
    refusedInfo(state, asked.call) ??
    claimProblem(asked) ??
    unauthorizedRole(state, asked.call.framework_info, asked.principal) ??
    refusedOptions(state, asked.call) ??
    (known && validateResubscription(known.info, info))
  )
}

/** Of the FrameworkInfo alone. */
export const refusedInfo = (
  { settings, completedFrameworks }: MasterState,
  { framework_info: info }: Asked['call'],
): string | undefined => {
  const { roleWhitelist, rootSubmissions } = settings
  const invalid = validateFramework({ info, roleWhitelist, rootSubmissions })
  return invalid ?? (completedFrameworks.has(info.id?.value ?? '') ? 'Framework has been removed' : undefined)
}

/** Of what comes beside it. */
export const refusedOptions = ({ settings }: MasterState, call: Asked['call']): string | undefined =>
  validateOptions({
    info: call.framework_info,
    suppressedRoles: call.suppressed_roles,
    offerConstraints: call.offer_constraints,
    limits: settings.constraintLimits,
  })

/** Frameworks must be allowed to be in each of their roles. */
export const unauthorizedRole = (
  state: MasterState,
  framework_info: FrameworkInfo,
  principal = framework_info.principal,
): string | undefined => {
  const roles = framework_info.roles ?? [framework_info.role ?? '*']
  const refused = roles.find(value => !may(state, 'REGISTER_FRAMEWORK', principal, { value, framework_info }))
  return refused === undefined ? undefined : `Not authorized to use role '${refused}'`
}

const claimProblem = ({ call, principal }: Asked): string | undefined => {
  const claimed = call.framework_info.principal
  return principal === undefined || claimed === undefined || principal === claimed
    ? undefined
    : `Framework principal '${claimed}' does not match the authenticated principal '${principal}'`
}
