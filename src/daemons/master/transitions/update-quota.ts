import type { QuotaConfig } from '../../../mesos/messages/quota.ts'
import { formatQuantities } from '../../../mesos/resources/index.ts'
import type { Effect } from '../effects.ts'
import { overcommitment } from '../quota/capacity.ts'
import { amounts, registryChange, tidy } from '../quota/config.ts'
import { consumedBy, overLimit } from '../quota/consumption.ts'
import { tooLarge } from '../registrar/fits.ts'
import type { MasterState } from '../state.ts'
import { validateQuotaConfig } from '../validation/quota.ts'
import { each } from '../validation/rule.ts'
import type { Transition } from './transition.ts'

/** All configurations or none. `force` sets guarantees that the cluster cannot keep, and limits that are exceeded already. */
export const updateQuota: Transition<'update-quota'> = (state, { configs, force, authorized, request }) => {
  const reply = (status: number, body?: string): Effect[] => [{ kind: 'reply', request, status, body }]
  const problem =
    each(configs, config => configProblem(state, config)) ??
    (force ? undefined : (each(configs, config => exceeded(state, config)) ?? overcommitment(state, configs)))
  if (problem !== undefined) return reply(400, `the quota is refused: ${problem}`)
  if (!authorized) return reply(403)
  if (configs.length === 0) return reply(200)
  const kept = configs.map(tidy)
  const changes = kept.map(registryChange)
  const large = tooLarge(changes)
  if (large !== undefined) return reply(400, `the quota is refused: ${large}`)
  return [{ kind: 'store', changes, next: { kind: 'quota-updated', configs: kept, request } }]
}

const configProblem = ({ settings }: MasterState, config: QuotaConfig): string | undefined => {
  const { role } = config
  if (settings.roleWhitelist?.has(role) === false) return `role '${role}' is not one of --roles`
  if (role.includes('/')) return `role '${role}' is not at the top: quota below it is not supported`
  return validateQuotaConfig(config)
}

const exceeded = (state: MasterState, { role, limits }: QuotaConfig): string | undefined => {
  if (!limits) return undefined
  const held = consumedBy(state, role)
  return overLimit(amounts(limits), held) === undefined
    ? undefined
    : `role '${role}' holds ${formatQuantities(held)} already, more than the limits ${formatQuantities(amounts(limits))}; 'force' sets them all the same`
}
