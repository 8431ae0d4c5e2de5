import type { Effect } from '../effects.ts'
import { registryChange } from '../quota/config.ts'
import type { Transition } from './transition.ts'

/** The deprecated way back to no guarantee and no limit. */
export const removeQuota: Transition<'remove-quota'> = (state, { role, authorized, request }) => {
  const reply = (status: number, body?: string): Effect[] => [{ kind: 'reply', request, status, body }]
  if (state.settings.roleWhitelist?.has(role) === false) return reply(400, `role '${role}' is not one of --roles`)
  if (!state.quotas.has(role)) return reply(400, `role '${role}' has no quota`)
  if (!authorized) return reply(403)
  state.quotas.delete(role) // at once, so that a second request sees it
  const config = { role }
  return [
    {
      kind: 'store',
      changes: [registryChange(config)],
      next: { kind: 'quota-updated', configs: [config], legacy: 'removed', request },
    },
  ]
}
