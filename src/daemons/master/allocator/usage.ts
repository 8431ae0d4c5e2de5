import { contains, type Resources } from '../../../mesos/resources/algebra.ts'
import { byAllocationRole } from '../../../mesos/resources/filters.ts'
import { applyConversions } from '../../../mesos/resources/operations.ts'
import { unallocate } from '../../../mesos/resources/reservations.ts'
import { addFilter } from './filters.ts'
import { ensureFramework } from './frameworks.ts'
import { availableOf, dropIfUnused, hold, letGo } from './holdings.ts'
import type { AllocatorState } from './state.ts'
import { setTotal } from './totals.ts'
import { addClient } from './tree.ts'
import type { RefusalFilter } from './types.ts'

/** Of an agent that came with tasks: what a framework uses there, whether the framework is known yet or not. */
export const trackAllocated = (state: AllocatorState, frameworkId: string, agentId: string, used: Resources): void => {
  const agent = state.agents.get(agentId)
  if (!agent) return
  const framework = ensureFramework(state, frameworkId)
  for (const [role, resources] of byAllocationRole(used)) {
    hold(state, framework.clients.get(role) ?? addClient(state, framework, role), agent, unallocate(resources))
  }
}

/** No longer used or offered. With a filter, the same or less is not offered to the framework in this role for a while. */
export const recoverResources = (
  state: AllocatorState,
  frameworkId: string,
  agentId: string,
  resources: Resources,
  filter: RefusalFilter | undefined,
  now: number,
): void => {
  const agent = state.agents.get(agentId)
  const framework = state.frameworks.get(frameworkId)
  if (!agent || !framework) return
  for (const [role, allocated] of byAllocationRole(resources)) {
    const client = framework.clients.get(role)
    if (!client) continue
    const plain = unallocate(allocated)
    letGo(state, client, agent, plain)
    if (filter && framework.roles.has(role)) addFilter(state, agent, client, plain, filter, now)
    else dropIfUnused(state, client)
  }
}

/** Operations on offered resources: `consumed` became `converted`, in the agent's total too. False: the framework holds no such thing. */
export const updateAllocation = (
  state: AllocatorState,
  frameworkId: string,
  agentId: string,
  consumed: Resources,
  converted: Resources,
): boolean => {
  const agent = state.agents.get(agentId)
  const framework = state.frameworks.get(frameworkId)
  const role = [...consumed, ...converted][0]?.allocation_info?.role
  const client = role === undefined ? undefined : framework?.clients.get(role)
  if (!agent || !client) return false
  const [before, after] = [unallocate(consumed), unallocate(converted)]
  const total = applyConversions(agent.total, [{ consumed: before, converted: after }])
  if ('error' in total || !contains(agent.allocations.get(client) ?? [], before)) return false
  letGo(state, client, agent, before)
  setTotal(state, agent, total.resources)
  hold(state, client, agent, after)
  return true
}

/** An operator's operation on what nobody uses. False: it is not available. */
export const updateAvailable = (
  state: AllocatorState,
  agentId: string,
  consumed: Resources,
  converted: Resources,
): boolean => {
  const agent = state.agents.get(agentId)
  if (!agent || !contains(availableOf(agent), consumed)) return false
  const total = applyConversions(agent.total, [{ consumed, converted }])
  if ('error' in total) return false
  setTotal(state, agent, total.resources)
  return true
}
