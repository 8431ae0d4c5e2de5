import type { Resource } from '../../../mesos/messages/resource.ts'
import { add, contains, type Resources, subtract } from '../../../mesos/resources/algebra.ts'
import {
  isRevocable,
  isShared,
  isUnreserved,
  nonShared,
  shared,
  withoutRepeatedShared,
} from '../../../mesos/resources/filters.ts'
import { isStrictSubrole } from '../../../mesos/roles.ts'
import { agentChanged, usageChanged } from './marks.ts'
import { type Rest, restOf, sameList } from './rest.ts'
import { charge } from './shares.ts'
import type { AgentState, AllocatorState, Client, RoleNode } from './state.ts'
import { usageOf } from './totals.ts'
import { removeClient } from './tree.ts'
import { addInto, vectorOf } from './vector.ts'

/** Who holds what on which agent. */

export const availableOf = (agent: AgentState): readonly Resource[] => freeOf(agent).resources

/**
 * What comes back as it was, after an offer that nobody took, is the same object again: what was worked out of it holds, filters that
 * were held against it too.
 */
export const freeOf = (agent: AgentState): Rest => {
  if (agent.free) return agent.free
  let rest: Resource[] = agent.total.slice()
  for (const held of agent.allocations.values()) rest = subtract(rest, held.some(isShared) ? nonShared(held) : held)
  if (rest.length === 0) agent.free = NOTHING
  else if (agent.lastFree && sameList(agent.lastFree.resources, rest)) agent.free = agent.lastFree
  else agent.free = agent.lastFree = restOf(rest)
  return agent.free
}

const NOTHING = restOf([])

/** From now on the client holds these, without `allocation_info`. */
export const hold = (state: AllocatorState, client: Client, agent: AgentState, resources: Resources): void => {
  account(state, client, agent, resources, 1)
  agent.allocations.set(client, add(agent.allocations.get(client) ?? [], resources))
  client.agents.add(agent)
  agentChanged(state, agent)
}

export const letGo = (state: AllocatorState, client: Client, agent: AgentState, resources: Resources): void => {
  const held = agent.allocations.get(client)
  if (!held) return
  const rest = subtract(held, resources)
  const gone = contains(held, resources) ? resources : subtract(held, rest)
  if (rest.length > 0) agent.allocations.set(client, rest)
  else agent.allocations.delete(client)
  if (rest.length === 0) client.agents.delete(agent)
  account(state, client, agent, gone, -1)
  agentChanged(state, agent)
}

/** A role that the framework left stays until its resources are back. */
export const dropIfUnused = (state: AllocatorState, client: Client): void => {
  if (client.agents.size > 0 || client.framework.roles.has(client.node.role)) return
  removeClient(state, client)
}

const account = (s: AllocatorState, client: Client, agent: AgentState, resources: Resources, sign: 1 | -1): void => {
  const simple = resources.every(isPlain)
  const base = vectorOf(s.names, simple ? resources : nonShared(resources))
  const all = simple ? [] : withoutRepeatedShared(shared(resources))
  charge(s, client, level => (all.length === 0 ? base : withShared(s, base, all, agent, level)), sign)
  const unreserved = simple ? base : vectorOf(s.names, resources.filter(countsAsUnreserved))
  addInto(usageOf(s, client.node.role).unreserved, unreserved, sign)
  usageChanged(s, client.node.role)
}

/** A shared resource counts at a level while nobody else at that level uses it on the agent. */
const withShared = (
  s: AllocatorState,
  base: number[],
  all: Resource[],
  agent: AgentState,
  level: Client | RoleNode,
) => {
  const first = all.filter(resource => !isHeldAt(agent, level, resource))
  const result = vectorOf(s.names, first)
  addInto(result, base)
  return result
}

const isHeldAt = (agent: AgentState, level: Client | RoleNode, resource: Resource): boolean => {
  for (const [client, held] of agent.allocations) {
    if (isWithin(client, level) && contains(held, [resource])) return true
  }
  return false
}

const isWithin = (client: Client, level: Client | RoleNode): boolean =>
  level.kind === 'client'
    ? client === level
    : !level.parent || client.node === level || isStrictSubrole(client.node.role, level.role)

const isPlain = (r: Resource): boolean => isUnreserved(r) && !r.revocable && !r.shared
const countsAsUnreserved = (r: Resource): boolean => isUnreserved(r) && !isRevocable(r) && !isShared(r)
