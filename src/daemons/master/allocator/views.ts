import type { Resource } from '../../../mesos/messages/resource.ts'
import type { Quantities } from '../../../mesos/resources/quantities.ts'
import { allocate } from '../../../mesos/resources/reservations.ts'
import { availableOf } from './holdings.ts'
import type { AllocatorState } from './state.ts'
import { findNode } from './tree.ts'
import { addInto, toQuantities, type Vector } from './vector.ts'

/** What nobody holds or is offered on the agent; shared resources always. */
export const availableOn = (state: AllocatorState, agentId: string): readonly Resource[] => {
  const agent = state.agents.get(agentId)
  return agent ? availableOf(agent) : []
}

/** Agent id → what the framework holds or is offered there, all roles, with `allocation_info`. */
export const allocatedTo = (state: AllocatorState, frameworkId: string): Map<string, Resource[]> => {
  const result = new Map<string, Resource[]>()
  for (const client of state.frameworks.get(frameworkId)?.clients.values() ?? []) {
    for (const agent of client.agents) {
      const held = allocate(agent.allocations.get(client) ?? [], client.node.role)
      result.set(agent.id, [...(result.get(agent.id) ?? []), ...held])
    }
  }
  return result
}

/** Allocated or offered to the role and all below it. */
export const roleQuantities = (state: AllocatorState, role: string): Quantities =>
  toQuantities(state.names, findNode(state, role)?.used ?? [])

/** What counts against a top-level role's quota: allocated or offered, and reservations nobody uses. */
export const quotaConsumption = (state: AllocatorState, role: string): Quantities => {
  const usage = state.usage.get(role)
  const consumed: Vector = []
  addInto(consumed, usage?.reserved ?? [])
  addInto(consumed, usage?.unreserved ?? [])
  return toQuantities(state.names, consumed)
}
