import type { Resources } from '../../../mesos/resources/algebra.ts'
import { isReserved, isRevocable, reservationRole } from '../../../mesos/resources/filters.ts'
import { topLevelRole } from '../../../mesos/roles.ts'
import { agentChanged, usageChanged } from './marks.ts'
import type { AgentState, AllocatorState, RoleUsage } from './state.ts'
import { refusalsOf } from './traits.ts'
import { addInto, vectorOf } from './vector.ts'

export const setTotal = (state: AllocatorState, agent: AgentState, total: Resources): void => {
  count(state, agent.total, -1)
  count(state, total, 1)
  agent.total = total
  agent.refuses = refusalsOf(state, agent)
  agent.settled = undefined
  agentChanged(state, agent)
}

export const usageOf = (state: AllocatorState, role: string): RoleUsage => {
  const top = topLevelRole(role)
  const known = state.usage.get(top)
  if (known) return known
  const usage: RoleUsage = { reserved: [], unreserved: [] }
  state.usage.set(top, usage)
  return usage
}

const count = (state: AllocatorState, total: Resources, sign: 1 | -1): void => {
  const before = state.total.slice()
  addInto(state.total, vectorOf(state.names, total), sign)
  if (state.total.some((amount, i) => amount !== before[i])) state.stale = true
  for (const resource of total) {
    if (!isReserved(resource) || isRevocable(resource)) continue
    const role = reservationRole(resource)!
    addInto(usageOf(state, role).reserved, vectorOf(state.names, [resource]), sign)
    usageChanged(state, role)
  }
}
