import type { QuotaRequest } from '../../../mesos/messages/quota.ts'
import type { Effect } from '../effects.ts'
import { overcommitment } from '../quota/capacity.ts'
import { configOf, registryChange, tidy } from '../quota/config.ts'
import { tooLarge } from '../registrar/fits.ts'
import type { MasterState } from '../state.ts'
import { validateQuotaConfig, validateQuotaRequest } from '../validation/quota.ts'
import type { Transition } from './transition.ts'

/** The deprecated way: for a role that has no quota yet. What is guaranteed is the limit too. */
export const setQuota: Transition<'set-quota'> = (state, { quota, authorized, request }) => {
  const reply = (status: number, body?: string): Effect[] => [{ kind: 'reply', request, status, body }]
  const problem = requestProblem(state, quota)
  if (problem !== undefined) return reply(400, `the quota is refused: ${problem}`)
  if (!authorized) return reply(403)
  const config = tidy(configOf(quota))
  const tooMuch = quota.force ? undefined : overcommitment(state, [config])
  if (tooMuch !== undefined) return reply(409, `the quota is refused: ${tooMuch}`)
  const changes = [registryChange(config)]
  const large = tooLarge(changes)
  if (large !== undefined) return reply(400, `the quota is refused: ${large}`)
  state.quotas.set(config.role, config) // at once, so that a second request sees it
  return [
    {
      kind: 'store',
      changes,
      next: { kind: 'quota-updated', configs: [config], legacy: 'set', request },
    },
  ]
}

const requestProblem = ({ settings, quotas }: MasterState, quota: QuotaRequest): string | undefined => {
  const problem = validateQuotaRequest(quota) ?? validateQuotaConfig(configOf(quota))
  if (problem !== undefined) return problem
  const role = quota.role!
  if (settings.roleWhitelist?.has(role) === false) return `role '${role}' is not one of --roles`
  if (quotas.has(role)) return `role '${role}' has quota already; UPDATE_QUOTA changes it`
  return role.includes('/') ? `role '${role}' is not at the top: quota below it is not supported` : undefined
}
