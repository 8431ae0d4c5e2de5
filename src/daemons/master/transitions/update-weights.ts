import type { WeightInfo } from '../../../mesos/messages/cluster.ts'
import { validateRole } from '../../../mesos/roles.ts'
import type { Effect, RegistryChange } from '../effects.ts'
import { tooLarge } from '../registrar/fits.ts'
import type { MasterState } from '../state.ts'
import { each } from '../validation/rule.ts'
import type { Transition } from './transition.ts'

/** Of these roles; the others keep theirs. */
export const updateWeights: Transition<'update-weights'> = (state, { weights: given, authorized, request }) => {
  const reply = (status: number, body?: string): Effect[] => [{ kind: 'reply', request, status, body }]
  const wanted = given.map(({ role = '', weight }) => ({ role: role.trim(), weight }))
  const problem = each(wanted, weight => weightProblem(state, weight))
  if (problem !== undefined) return reply(400, `the weights are refused: ${problem}`)
  if (!authorized) return reply(403)
  const weights = new Map(wanted.map(({ role, weight }) => [role, weight]))
  if (weights.size === 0) return reply(200)
  const changes = [...weights].map(
    ([role, weight]): RegistryChange => ({
      kind: 'put',
      record: { area: 'weights', key: role, value: { role, weight } },
    }),
  )
  const large = tooLarge(changes)
  if (large !== undefined) return reply(400, `the weights are refused: ${large}`)
  return [{ kind: 'store', changes, next: { kind: 'weights-updated', weights, request } }]
}

const weightProblem = (
  { settings }: MasterState,
  { role, weight }: WeightInfo & { role: string },
): string | undefined => {
  const problem = validateRole(role)
  if (problem !== undefined) return problem
  if (settings.roleWhitelist?.has(role) === false) return `role '${role}' is not one of --roles`
  return weight > 0 && Number.isFinite(weight)
    ? undefined
    : `the weight ${weight} of role '${role}' must be a number above 0`
}
