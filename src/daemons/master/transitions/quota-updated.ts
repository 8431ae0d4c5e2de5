import { quotaChanged } from '../allocation.ts'
import { info } from '../log.ts'
import { rescindForGuarantee, rescindForQuota } from '../quota/rescind.ts'
import type { Transition } from './transition.ts'

/** Durable: from now on it holds. Offers go back so that it can; nothing that runs is stopped. */
export const quotaUpdated: Transition<'quota-updated'> = (state, { configs, legacy, request }) => {
  for (const config of configs) {
    if (legacy === 'removed') state.quotas.delete(config.role)
    else state.quotas.set(config.role, config)
  }
  return [
    info('quota is set', { roles: configs.map(({ role }) => role) }),
    ...configs.flatMap(({ role }) => quotaChanged(state, role)),
    ...(legacy === 'set' ? configs.flatMap(config => rescindForGuarantee(state, config)) : []),
    ...(legacy === undefined ? rescindForQuota(state, configs) : []),
    { kind: 'reply', request, status: 200 },
  ]
}
