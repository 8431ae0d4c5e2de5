import { tick } from '../allocation.ts'
import { allocate } from '../allocator/allocator.ts'
import { random } from '../chance.ts'
import type { Effect } from '../effects.ts'
import { makeOffers } from '../offers/make.ts'
import type { MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** Offers what is free. `batch`: the tick of --allocation_interval, over all agents. */
export const allocationDue: Transition<'allocation-due'> = (state, { batch }, now) => {
  if (state.phase !== 'leading') return []
  const allocations = allocate(state.allocator, takeCandidates(state, batch), now, () => random(state.chance))
  const effects: Effect[] = [{ kind: 'count', metric: 'allocator/mesos/allocation_runs' }]
  effects.push(...makeOffers(state, allocations))
  return somebodyWaits(state) ? [...effects, ...tick(state)] : effects
}

const takeCandidates = ({ allocation }: MasterState, batch: boolean): ReadonlySet<string> | 'all' => {
  const everyAgent = batch || allocation.everyAgent
  const candidates = everyAgent ? 'all' : new Set(allocation.candidates)
  if (batch) allocation.ticking = false
  else allocation.due = false
  allocation.candidates.clear()
  allocation.everyAgent = false
  return candidates
}

const somebodyWaits = ({ agents, frameworks }: MasterState): boolean => {
  if (agents.registered.size === 0) return false
  for (const { active, roles, suppressedRoles } of frameworks.values()) {
    if (active && roles.some(role => !suppressedRoles.has(role))) return true
  }
  return false
}
