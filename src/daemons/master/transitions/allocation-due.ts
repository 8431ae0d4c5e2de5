import { goOn, tick } from '../allocation.ts'
import { allocate } from '../allocator/allocator.ts'
import { random } from '../chance.ts'
import type { Effect } from '../effects.ts'
import { makeInverseOffers } from '../maintenance/inverse-offers.ts'
import { makeOffers } from '../offers/make.ts'
import type { MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** Looks of the allocator in one turn: some ten ms, offers included. What is left follows after the events that came meanwhile. */
export const MOST_WORK = 75_000

/** Offers what is free. `batch`: the tick of --allocation_interval, over all agents. */
export const allocationDue: Transition<'allocation-due'> = (state, { batch }, now) => {
  if (state.phase !== 'leading') return []
  const candidates = takeCandidates(state, batch)
  if (state.allocation.awaited !== undefined) return []
  const chance = () => random(state.chance)
  const { allocations, more } = allocate(state.allocator, candidates, now, chance, MOST_WORK)
  const effects: Effect[] = [{ kind: 'count', metric: 'allocator/mesos/allocation_runs' }]
  effects.push(...makeOffers(state, allocations))
  if (more) effects.push(...goOn(state))
  effects.push(...makeInverseOffers(state, maintained(state, candidates), now))
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

/** Agents of the run whose machines are to be out of service. */
const maintained = ({ maintenance: { agents } }: MasterState, candidates: ReadonlySet<string> | 'all') =>
  candidates === 'all' ? agents : agents.size === 0 ? [] : [...candidates].filter(id => agents.has(id))

/** For offers, or for frameworks to leave. */
const somebodyWaits = ({ agents, frameworks, maintenance }: MasterState): boolean => {
  if (agents.registered.size === 0) return false
  if (maintenance.agents.size > 0) return true
  for (const { active, roles, suppressedRoles } of frameworks.values()) {
    if (active && roles.some(role => !suppressedRoles.has(role))) return true
  }
  return false
}
