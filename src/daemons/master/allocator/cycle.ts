import { reservationRole } from '../../../mesos/resources/filters.ts'
import { fairRoom, guaranteedRoom, type Headroom, headroomOf, lacks, owesAnything } from './headroom.ts'
import { putInOrder } from './shares.ts'
import type { AgentState, AllocatorState, Client } from './state.ts'
import { findNode } from './tree.ts'
import type { Allocation } from './types.ts'
import { type Cycle, offerTo, type Visit, vectorOfRest, visitOf } from './visit.ts'
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
  const cycle: Cycle = { state, now, headroom, visits: new Map() }
  if (headroom) for (const agent of agents) meetGuarantees(cycle, headroom, agent)
  for (const agent of agents) shareFairly(cycle, agent)
  if (candidates === 'all') state.batches++
  return [...cycle.visits.values()].flatMap(({ grants }) => grants)
}

/** Roles whose guarantee lacks something that the agent has, lowest share first. */
const meetGuarantees = (cycle: Cycle, headroom: Headroom, agent: AgentState): void => {
  if (!owesAnything(headroom) || isSettled(cycle, agent)) return
  const { state } = cycle
  const visit = visitOf(cycle, agent)
  for (const slot of state.root.order.items) {
    if (!visit.hasUnreserved || !owesSomethingIn(headroom, state, visit)) break
    if (slot.kind !== 'role' || !lacks(headroom, slot, vectorOfRest(state, visit))) continue
    walk(slot, client => {
      offerTo(cycle, visit, client, guaranteedRoom(headroom, slot))
      return lacks(headroom, slot, vectorOfRest(state, visit)) ? 'go on' : 'stop'
    })
  }
  putInOrder(state)
}

const owesSomethingIn = ({ owed }: Headroom, state: AllocatorState, visit: Visit): boolean =>
  vectorOfRest(state, visit).some((amount, i) => amount > 0 && (owed[i] ?? 0) > 0)

const shareFairly = (cycle: Cycle, agent: AgentState): void => {
  if (isSettled(cycle, agent)) return
  const { state, headroom } = cycle
  const settled = stillSettled(cycle, agent)
  const visit = visitOf(cycle, agent)
  if (visit.rest.length === 0) return
  let until = settled?.until ?? Number.POSITIVE_INFINITY
  const offer = (client: Client) => {
    if (settled && client.version <= settled.version) return
    const filtered = offerTo(cycle, visit, client, headroom && fairRoom(headroom, client.node.top))
    if (filtered !== undefined && filtered < until) until = filtered
  }
  if (visit.hasUnreserved) {
    walk(state.root, client => {
      offer(client)
      return visit.hasUnreserved ? 'go on' : 'stop'
    })
  }
  if (!visit.hasUnreserved) shareReservations(cycle, visit, offer)
  if (visit.grants.length === 0) agent.settled = { version: state.version, until }
  else putInOrder(state)
}

/** Where only reservations are left, just their roles and those below are asked. */
const shareReservations = ({ state }: Cycle, visit: Visit, offer: (client: Client) => void): void => {
  for (const role of new Set(visit.rest.map(reservationRole))) {
    const node = role === undefined ? undefined : findNode(state, role)
    if (!node) continue
    walk(node, client => {
      offer(client)
      return visit.rest.length > 0 ? 'go on' : 'stop'
    })
  }
}

const isSettled = (cycle: Cycle, agent: AgentState): boolean =>
  stillSettled(cycle, agent)?.version === cycle.state.version

/** A walk that found nobody still tells about all frameworks that did not change since. */
const stillSettled = ({ state, now }: Cycle, { settled }: AgentState): AgentState['settled'] =>
  settled && settled.version >= state.overhaul && now < settled.until ? settled : undefined

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
