import type { Resource } from '../../../mesos/messages/resource.ts'
import { add, subtract } from '../../../mesos/resources/algebra.ts'
import { reservationRole } from '../../../mesos/resources/filters.ts'
import { allocate as allocatedTo } from '../../../mesos/resources/reservations.ts'
import { filteredUntil } from './filters.ts'
import { cutTo, fairRoom, guaranteedRoom, type Headroom, headroomOf, owedTo, owesAnything, spend } from './headroom.ts'
import { availableOf, hold } from './holdings.ts'
import { hasUnreserved, isWorthOffering, poolFor } from './pool.ts'
import { putInOrder } from './shares.ts'
import type { AgentState, AllocatorState, Client, RoleNode } from './state.ts'
import { findNode } from './tree.ts'
import type { Allocation } from './types.ts'
import { vectorOf } from './vector.ts'
import { walk } from './walk.ts'

/**
 * One cycle over the candidates (ids that are unknown are passed over): first what guarantees lack, then fair shares. An agent's
 * whole rest goes to one framework and role at a time. `random`: in [0, 1), for the order of agents.
 */
export const allocate = (
  state: AllocatorState,
  candidates: ReadonlySet<string> | 'all',
  now: number,
  random: () => number,
): Allocation[] => {
  putInOrder(state)
  const agents = shuffled(candidatesOf(state, candidates), random)
  const headroom = headroomOf(state, offerableAgents(state))
  const cycle: Cycle = { state, now, headroom, rests: new Map(), grants: new Map() }
  if (headroom) for (const agent of agents) if (owesAnything(headroom)) meetGuarantees(cycle, headroom, agent)
  for (const agent of agents) shareFairly(cycle, agent)
  if (candidates === 'all') state.batches++
  return [...cycle.grants.values()].flat()
}

interface Cycle {
  readonly state: AllocatorState
  readonly now: number
  readonly headroom?: Headroom
  /** Of agents that were granted from: what is left for others in this cycle. A shared resource is offered once a cycle. */
  readonly rests: Map<AgentState, readonly Resource[]>
  readonly grants: Map<AgentState, Grant[]>
}

type Grant = { -readonly [K in keyof Allocation]: Allocation[K] }

const meetGuarantees = (cycle: Cycle, headroom: Headroom, agent: AgentState): void => {
  const { state } = cycle
  for (const slot of state.root.order.items.slice()) {
    if (!hasUnreserved(restOf(cycle, agent))) return
    if (slot.kind !== 'role') continue
    const quota = state.quotas.get(slot.role)
    if (!quota) continue
    walk(slot, client => {
      const owed = owedTo(state, slot.role, quota)
      if (!owed.some(amount => amount > 0)) return 'stop'
      const pool = cutTo(state, poolFor(restOf(cycle, agent), client), guaranteedRoom(state, headroom, slot.role))
      if (vectorOf(state.names, pool).some((amount, i) => amount > 0 && owed[i]! > 0))
        tryToGrant(cycle, agent, client, pool)
      return 'go on'
    })
  }
  putInOrder(state)
}

const shareFairly = (cycle: Cycle, agent: AgentState): void => {
  const before = restOf(cycle, agent)
  if (before.length === 0 || isSettled(cycle, agent)) return
  let until = Number.POSITIVE_INFINITY
  const visit = (client: Client) => {
    const filtered = offerFairShare(cycle, agent, client)
    if (filtered !== undefined && filtered < until) until = filtered
    return hasUnreserved(restOf(cycle, agent)) ? 'go on' : 'stop'
  }
  if (hasUnreserved(before)) walk(cycle.state.root, visit)
  if (!hasUnreserved(restOf(cycle, agent)))
    shareReservations(cycle, agent, client => {
      visit(client)
      return restOf(cycle, agent).length > 0 ? 'go on' : 'stop'
    })
  if (!cycle.grants.has(agent)) agent.settled = { version: cycle.state.version, until }
  else putInOrder(cycle.state)
}

const isSettled = ({ state, now, rests }: Cycle, agent: AgentState): boolean =>
  agent.settled?.version === state.version && now < agent.settled.until && !rests.has(agent)

/** Where only reservations are left, just their roles are asked. */
const shareReservations = (cycle: Cycle, agent: AgentState, visit: (client: Client) => 'go on' | 'stop'): void => {
  const roles = new Set(restOf(cycle, agent).map(reservationRole))
  for (const role of roles) {
    const node: RoleNode | undefined = role === undefined ? undefined : findNode(cycle.state, role)
    if (node) walk(node, visit)
  }
}

/** Until when a filter of the client lasts, where that was the reason to offer nothing. */
const offerFairShare = (cycle: Cycle, agent: AgentState, client: Client): number | undefined => {
  const { state, headroom } = cycle
  const whole = poolFor(restOf(cycle, agent), client)
  const pool = headroom ? cutTo(state, whole, fairRoom(state, headroom, client.node.role)) : whole
  return tryToGrant(cycle, agent, client, pool)
}

const tryToGrant = (cycle: Cycle, agent: AgentState, client: Client, pool: readonly Resource[]): number | undefined => {
  const { state, now } = cycle
  if ((client.traits & agent.refuses) !== 0 || !isWorthOffering(state, pool, client)) return undefined
  const until = filteredUntil(state, agent, client, pool, now)
  if (until === undefined) grant(cycle, agent, client, pool)
  return until
}

const grant = (cycle: Cycle, agent: AgentState, client: Client, pool: readonly Resource[]): void => {
  const { state, headroom, rests, grants } = cycle
  const rest = pool === restOf(cycle, agent) ? nothing : subtract(restOf(cycle, agent), pool)
  if (headroom) spend(state, headroom, client.node.role, pool)
  hold(state, client, agent, pool)
  rests.set(agent, rest)
  const { role } = client.node
  const resources = allocatedTo(pool, role)
  const earlier = grants.get(agent) ?? []
  const same = earlier.find(other => other.frameworkId === client.framework.id && other.role === role)
  if (same) same.resources = add(same.resources, resources)
  else earlier.push({ frameworkId: client.framework.id, role, agentId: agent.id, resources })
  grants.set(agent, earlier)
}

const nothing: readonly Resource[] = []

const restOf = ({ rests }: Cycle, agent: AgentState): readonly Resource[] => rests.get(agent) ?? availableOf(agent)

const candidatesOf = (state: AllocatorState, candidates: ReadonlySet<string> | 'all') => {
  const agents = candidates === 'all' ? state.agents.values() : known(state, candidates)
  return [...agents].filter(agent => isOfferable(state, agent))
}

function* known(state: AllocatorState, ids: ReadonlySet<string>) {
  for (const id of ids) {
    const agent = state.agents.get(id)
    if (agent) yield agent
  }
}

function* offerableAgents(state: AllocatorState) {
  for (const agent of state.agents.values()) if (isOfferable(state, agent)) yield agent
}

const isOfferable = ({ whitelist }: AllocatorState, agent: AgentState): boolean =>
  agent.active && (whitelist === undefined || whitelist.has(agent.hostname))

const shuffled = <T>(items: T[], random: () => number): T[] => {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[items[i], items[j]] = [items[j]!, items[i]!]
  }
  return items
}
