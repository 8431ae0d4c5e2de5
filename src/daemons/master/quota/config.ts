import type { QuotaConfig, QuotaRequest } from '../../../mesos/messages/quota.ts'
import type { Quantities } from '../../../mesos/resources/index.ts'
import type { RegistryChange } from '../effects.ts'

type Amounts = NonNullable<QuotaConfig['limits']>

export const amounts = (given: Amounts = {}): Quantities =>
  Object.fromEntries(Object.entries(given).map(([name, { value }]) => [name, value]))

/** A guarantee of nothing is none; a limit of nothing is one. */
export const tidy = ({ role, guarantees = {}, limits = {} }: QuotaConfig): QuotaConfig => {
  const wanted = Object.entries(guarantees).filter(([, { value }]) => value > 0)
  return {
    role,
    ...(wanted.length > 0 && { guarantees: Object.fromEntries(wanted) }),
    ...(Object.keys(limits).length > 0 && { limits }),
  }
}

/** The deprecated request: what is guaranteed is the limit too. */
export const configOf = ({ role = '', guarantee = [] }: QuotaRequest): QuotaConfig => {
  const same: Amounts = Object.fromEntries(guarantee.map(({ name, scalar }) => [name, { value: scalar?.value ?? 0 }]))
  return { role, guarantees: same, limits: same }
}

export const isReset = ({ guarantees, limits }: QuotaConfig): boolean => !guarantees && !limits

/** A role without guarantee and limit has no entry. */
export const registryChange = (config: QuotaConfig): RegistryChange =>
  isReset(config)
    ? { kind: 'delete', area: 'quota', key: config.role }
    : { kind: 'put', record: { area: 'quota', key: config.role, value: config } }
