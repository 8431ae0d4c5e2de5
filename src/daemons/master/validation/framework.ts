import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { OfferConstraints } from '../../../mesos/messages/scheduler.ts'
import { validateId, validateRoles } from '../../../mesos/roles.ts'
import { offerConstraintsProblem } from '../allocator/constraints/compile.ts'
import type { RegexLimits } from '../allocator/constraints/regex.ts'
import { firstProblem, type Rule, repeated } from './rule.ts'

export interface Subscription {
  readonly info: FrameworkInfo
  /** The deprecated --roles. */
  readonly roleWhitelist?: ReadonlySet<string>
  /** May frameworks run as root? */
  readonly rootSubmissions: boolean
}

export interface Options {
  readonly info: FrameworkInfo
  readonly suppressedRoles?: readonly string[]
  readonly offerConstraints?: OfferConstraints
  readonly limits: RegexLimits
}

/** What a framework may wish beside its FrameworkInfo, when that is good. */
export const validateOptions = (options: Options): string | undefined => firstProblem(optionRules, options)

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
  ({ info }) =>
    isMultiRole(info) && info.role !== undefined ? "with MULTI_ROLE 'role' must not be set, only 'roles'" : undefined,
  ({ info }) =>
    !isMultiRole(info) && (info.roles?.length ?? 0) > 0 ? "'roles' needs the capability MULTI_ROLE" : undefined,
  ({ info }) => {
    const role = repeated(rolesOf(info))
    return role === undefined ? undefined : `role '${role}' is listed twice`
  },
  ({ info }) => validateRoles(rolesOf(info)),
  ({ info }) => (info.id && info.id.value !== '' ? validateId(info.id.value) : undefined),
  ({ info }) => offerFilterProblem(info),
  ({ info: { failover_timeout: seconds = 0 } }) =>
    Math.abs(seconds) <= LONGEST_SECONDS ? undefined : `failover_timeout ${seconds} is not a valid duration`,
  ({ info, roleWhitelist }) => {
    const role = roleWhitelist && rolesOf(info).find(wanted => wanted !== '*' && !roleWhitelist.has(wanted))
    return role === undefined ? undefined : `role '${role}' is not allowed on this master`
  },
  ({ info, rootSubmissions }) =>
    info.user === 'root' && !rootSubmissions ? "user 'root' may not run frameworks on this master" : undefined,
]

const optionRules: readonly Rule<Options>[] = [
  ({ info, suppressedRoles = [] }) => {
    const role = foreign(info, suppressedRoles)
    return role === undefined ? undefined : `suppressed role '${role}' is not among the framework's roles`
  },
  ({ info, offerConstraints }) => {
    const role = foreign(info, Object.keys(offerConstraints?.role_constraints ?? {}))
    return role === undefined ? undefined : `offer constraints name '${role}', which is not among the framework's roles`
  },
  ({ offerConstraints, limits }) => offerConstraintsProblem(offerConstraints, limits),
]

const foreign = (info: FrameworkInfo, roles: readonly string[]): string | undefined =>
  roles.find(role => !rolesOf(info).includes(role))

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
