import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import { validateId, validateRoles } from '../../../mesos/roles.ts'
import { firstProblem, type Rule, repeated } from './rule.ts'

export interface Subscription {
  readonly info: FrameworkInfo
  readonly suppressedRoles: readonly string[]
  /** The deprecated --roles. */
  readonly roleWhitelist?: ReadonlySet<string>
  /** May frameworks run as root? */
  readonly rootSubmissions: boolean
}

/** FrameworkInfo of SUBSCRIBE and UPDATE_FRAMEWORK: facts/api-v1.md 5.1, master.md 5. */
export const validateFramework = (subscription: Subscription): string | undefined => firstProblem(rules, subscription)

/** What may not change at UPDATE_FRAMEWORK. */
export const validateFrameworkUpdate = (known: FrameworkInfo, info: FrameworkInfo): string | undefined =>
  firstProblem(fixed, { known, info })

/** At a repeated SUBSCRIBE: user and checkpoint quietly stay as they were. */
export const validateResubscription = (known: FrameworkInfo, info: FrameworkInfo): string | undefined =>
  known.principal === info.principal ? undefined : 'a framework cannot change its principal'

/** Its roles, or its one role without MULTI_ROLE. */
export const rolesOf = (info: FrameworkInfo): string[] => (isMultiRole(info) ? (info.roles ?? []) : [info.role ?? '*'])

const isMultiRole = ({ capabilities = [] }: FrameworkInfo): boolean => capabilities.some(c => c.type === 'MULTI_ROLE')

const LONGEST_SECONDS = (2 ** 63 - 1) / 1e9

const rules: readonly Rule<Subscription>[] = [
  ({ info }) => (info.id && info.id.value !== '' ? validateId(info.id.value) : undefined),
  ({ info }) =>
    isMultiRole(info) && info.role !== undefined ? "with MULTI_ROLE 'role' must not be set, only 'roles'" : undefined,
  ({ info }) =>
    !isMultiRole(info) && (info.roles?.length ?? 0) > 0 ? "'roles' needs the capability MULTI_ROLE" : undefined,
  ({ info }) => validateRoles(rolesOf(info)),
  ({ info }) => {
    const role = repeated(rolesOf(info))
    return role === undefined ? undefined : `role '${role}' is listed twice`
  },
  ({ info, suppressedRoles }) => {
    const role = suppressedRoles.find(suppressed => !rolesOf(info).includes(suppressed))
    return role === undefined ? undefined : `suppressed role '${role}' is not among the framework's roles`
  },
  ({ info, roleWhitelist }) => {
    const role = roleWhitelist && rolesOf(info).find(wanted => wanted !== '*' && !roleWhitelist.has(wanted))
    return role === undefined ? undefined : `role '${role}' is not allowed on this master`
  },
  ({ info: { failover_timeout: seconds = 0 } }) =>
    seconds >= 0 && seconds <= LONGEST_SECONDS ? undefined : `failover_timeout ${seconds} is not a valid duration`,
  ({ info }) => {
    const role = Object.keys(info.offer_filters ?? {}).find(filtered => !rolesOf(info).includes(filtered))
    return role === undefined ? undefined : `offer_filters names '${role}', which is not among the framework's roles`
  },
  ({ info }) => offerFilterProblem(info),
  ({ info, rootSubmissions }) =>
    info.user === 'root' && !rootSubmissions ? "user 'root' may not run frameworks on this master" : undefined,
]

const offerFilterProblem = ({ offer_filters = {} }: FrameworkInfo): string | undefined => {
  for (const { min_allocatable_resources } of Object.values(offer_filters)) {
    for (const { quantities = {} } of min_allocatable_resources?.quantities ?? []) {
      const bad = Object.entries(quantities).find(([, { value }]) => !Number.isFinite(value) || value < 0)
      if (bad) return `offer_filters asks for ${bad[1].value} ${bad[0]}`
    }
  }
  return undefined
}

const fixed: readonly Rule<{ known: FrameworkInfo; info: FrameworkInfo }>[] = [
  ({ known, info }) => validateResubscription(known, info),
  ({ known, info }) => (known.user === info.user ? undefined : 'a framework cannot change its user'),
  ({ known, info }) =>
    (known.checkpoint ?? false) === (info.checkpoint ?? false)
      ? undefined
      : 'a framework cannot change whether it checkpoints',
]
