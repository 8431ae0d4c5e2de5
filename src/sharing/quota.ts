import type { LeaderOptions } from '../mesos/clients/leader.ts'
import { askLeader, tellLeader } from '../upkeep/calls.ts'
import { type Amounts, changed } from './amounts.ts'

export interface RoleShare {
  readonly role: string
  readonly weight: number
  readonly frameworks: number
  readonly guarantees: Readonly<Record<string, number>>
  readonly limits: Readonly<Record<string, number>>
  /** What counts against them: allocated, and reserved though unused. */
  readonly consumed: Readonly<Record<string, number>>
}

interface RoleJson {
  readonly name: string
  readonly weight: number
  readonly frameworks: readonly string[]
  readonly quota?: {
    readonly guarantee?: Readonly<Record<string, number>>
    readonly limit?: Readonly<Record<string, number>>
    readonly consumed?: Readonly<Record<string, number>>
  }
}

/** Every role that means something to the leader, by name. */
export const listRoles = async (options: LeaderOptions): Promise<readonly RoleShare[]> => {
  const { roles } = (await askLeader('/roles', options)) as { readonly roles: readonly RoleJson[] }
  return roles
    .map(({ name, weight, frameworks, quota = {} }) => ({
      role: name,
      weight,
      frameworks: frameworks.length,
      guarantees: quota.guarantee ?? {},
      limits: quota.limit ?? {},
      consumed: quota.consumed ?? {},
    }))
    .sort((a, b) => (a.role < b.role ? -1 : 1))
}

export const hasQuota = ({ guarantees, limits }: RoleShare): boolean =>
  Object.keys(guarantees).length > 0 || Object.keys(limits).length > 0

export interface QuotaChange {
  readonly limits: Amounts
  readonly guarantees: Amounts
  /** Also where the cluster can't keep it, or more is consumed already. */
  readonly force: boolean
}

/** What is not named stays as it is. Throws `upkeep.refused` with the leader's reason. */
export const setQuota = async (
  role: string,
  before: RoleShare | undefined,
  { limits, guarantees, force }: QuotaChange,
  options: LeaderOptions,
): Promise<Pick<RoleShare, 'guarantees' | 'limits'>> => {
  const after = {
    guarantees: changed(before?.guarantees ?? {}, guarantees),
    limits: changed(before?.limits ?? {}, limits),
  }
  const config = { role, guarantees: scalars(after.guarantees), limits: scalars(after.limits) }
  await tellLeader({ type: 'UPDATE_QUOTA', update_quota: { force, quota_configs: [config] } }, options)
  return after
}

export const removeQuota = (role: string, options: LeaderOptions): Promise<void> =>
  tellLeader({ type: 'REMOVE_QUOTA', remove_quota: { role } }, options)

const scalars = (amounts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, { value }]))
