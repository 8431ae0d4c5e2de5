import type { QuotaConfig, QuotaRequest } from '../../../mesos/messages/quota.ts'
import { formatQuantities, validateResources } from '../../../mesos/resources/index.ts'
import { validateRole } from '../../../mesos/roles.ts'
import { each, firstProblem, type Rule, repeated } from './rule.ts'

/** What is wrong with a configuration in itself; undefined: nothing. Source: facts/master.md 9. */
export const validateQuotaConfig = (config: QuotaConfig): string | undefined => firstProblem(configRules, config)

/** The same for the deprecated request, whose guarantees become limits too. */
export const validateQuotaRequest = (request: QuotaRequest): string | undefined => firstProblem(requestRules, request)

const configRules: readonly Rule<QuotaConfig>[] = [
  ({ role }) => validateRole(role),
  ({ guarantees = {} }) => each(Object.entries(guarantees), amount => amountProblem('guarantee', amount)),
  ({ limits = {} }) => each(Object.entries(limits), amount => amountProblem('limit', amount)),
  ({ guarantees = {}, limits = {} }) =>
    each(Object.entries(guarantees), ([name, { value }]) =>
      value > (limits[name]?.value ?? Infinity)
        ? `the guarantee ${formatQuantities({ [name]: value })} is above the limit ${formatQuantities({ [name]: limits[name]!.value })}`
        : undefined,
    ),
]

const EXABYTE = 1024 ** 4 // in MB
const TRILLION = 1e12
const SMALLEST_NORMAL = 2 ** -1022

const amountProblem = (what: string, [name, { value }]: [string, { value: number }]): string | undefined => {
  const most = name === 'mem' || name === 'disk' ? EXABYTE : TRILLION
  const text = `the ${what} ${name}:${value}`
  if (Number.isNaN(value)) return `${text} is not a number`
  if (value > most) return `${text} is above ${most}, the most that is supported`
  if (value < 0) return `${text} is below zero`
  return value !== 0 && value < SMALLEST_NORMAL ? `${text} is too small a number` : undefined
}

const requestRules: readonly Rule<QuotaRequest>[] = [
  ({ guarantee = [] }) => validateResources(guarantee),
  ({ role = '' }) => validateRole(role),
  ({ guarantee = [] }) => (guarantee.length === 0 ? 'nothing is guaranteed' : undefined),
  ({ guarantee }) =>
    each(guarantee, ({ name, role = '*', reservation, reservations = [] }) =>
      role !== '*' || reservation || reservations.length > 0 ? `${name} cannot be reserved` : undefined,
    ),
  ({ guarantee }) => each(guarantee, ({ name, disk }) => (disk ? `${name} cannot be a special disk` : undefined)),
  ({ guarantee }) => each(guarantee, ({ name, revocable }) => (revocable ? `${name} cannot be revocable` : undefined)),
  ({ guarantee }) => each(guarantee, ({ name, type }) => (type === 'SCALAR' ? undefined : `${name} is no scalar`)),
  ({ guarantee = [] }) => {
    const twice = repeated(guarantee.map(({ name }) => name))
    return twice && `${twice} is named twice`
  },
]
