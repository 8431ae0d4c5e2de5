import { quotaChanged } from './book.ts'
import type { AllocatorState } from './state.ts'
import type { RoleQuota } from './types.ts'
import { fromQuantities } from './vector.ts'

/** Role → weight, for these roles only; others keep theirs (1 unless set). */
export const updateWeights = (state: AllocatorState, weights: ReadonlyMap<string, number>): void => {
  for (const [role, weight] of weights) state.weights.set(role, weight)
  state.stale = true
}

/** Of a top-level role, in place of what it had; nothing guaranteed and nothing limited: no quota. */
export const updateQuota = (state: AllocatorState, role: string, { guarantees, limits }: RoleQuota): void => {
  const quota = { guarantees: fromQuantities(state.names, guarantees), limits: fromQuantities(state.names, limits) }
  if (quota.guarantees.length === 0 && quota.limits.length === 0) state.quotas.delete(role)
  else state.quotas.set(role, quota)
  quotaChanged(state, role)
}
