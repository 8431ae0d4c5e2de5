import { bringUpToDate, lacks, owesAnything } from './book.ts'
import { dropExpired } from './filters.ts'
import { freeOf } from './holdings.ts'
import { newsSince } from './news.ts'
import { isOfferable } from './offerable.ts'
import { quotaVector, type Rest } from './rest.ts'
import { putInOrder } from './shares.ts'
import type { AgentState, AllocatorState, Client, Settled } from './state.ts'
import { findNode } from './tree.ts'
import type { Allocation } from './types.ts'
import { type Cycle, offerTo, type Visit, visitOf } from './visit.ts'
import { enqueue, howManyWait, takeFirst, waitingAt } from './waiting.ts'
import { inOrder, walk } from './walk.ts'

/** With more than this many to ask again, all are walked: sorting the few would cost as much. */
const MOST_TO_SORT = 64

/** `more`: agents still wait; another call, also without candidates, goes on with them. */
export interface Allocated {
  readonly allocations: Allocation[]
  readonly more: boolean
}

/**
 * One cycle over the candidates (ids that are unknown are passed over): first what guarantees lack, then fair shares. An agent's
 * whole rest goes to one framework and role at a time. `random`: in [0, 1). `most`: it stops after about so much work (looks at an
 * agent for a framework; a few million a second), so that others have their turn: what is offered depends on the calls and on what
 * happened between them, never on how long they took.
 */
export const allocate = (
  state: AllocatorState,
  candidates: ReadonlySet<string> | 'all',
  now: number,
  random: () => number,
  most = Number.POSITIVE_INFINITY,
): Allocated => {
  putInOrder(state)
  bringUpToDate(state)
  enqueue(state, candidates, random)
  if (candidates === 'all') state.batching = true
  const cycle: Cycle = { state, now, random, visits: new Map(), work: 0 }
  const ready = meetGuarantees(cycle, most)
  for (let done = 0; done < ready && (done === 0 || cycle.work < most); done++) shareFairly(cycle, takeFirst(state))
  const more = howManyWait(state) > 0
  if (!more) endBatch(state)
  return { allocations: [...cycle.visits.values()].flatMap(visit => visit.grants), more }
}

const endBatch = (state: AllocatorState): void => {
  if (state.batching) state.batches++
  state.batching = false
}

/** On agents that wait, in turn, with half of the work; says of how many this is done. */
const meetGuarantees = (cycle: Cycle, most: number): number => {
  const { state } = cycle
  const count = howManyWait(state)
  for (let i = 0; i < count && owesAnything(state.book); i++) {
    if (i > 0 && cycle.work >= most / 2) return i
    const agent = waitingAt(state, i)
    cycle.work++
    if (isOffered(state, agent) && !isSettled(cycle, agent)) meetGuaranteesOn(cycle, agent)
  }
  return count
}

/** Roles whose guarantee lacks something that the agent has, in their order. What is not kept back for others comes with it. */
const meetGuaranteesOn = (cycle: Cycle, agent: AgentState): void => {
  const { state, random } = cycle
  const { book, root } = state
  const visit = visitOf(cycle, agent)
  const there = () => quotaVector(state, visit.rest)
  for (let i = 0; i < root.order.length; i++) {
    if (!lacks(book.owed, there())) break
    const slot = root.order.at(i, random)
    const isLacking = () => slot.kind === 'role' && lacks(book.budgets.get(slot.role)?.owed, there())
    cycle.work++
    if (slot.kind !== 'role' || !isLacking()) continue
    walk(slot, random, client => {
      offerTo(cycle, visit, client)
      return isLacking() ? 'go on' : 'stop'
    })
  }
  putInOrder(state)
}

const shareFairly = (cycle: Cycle, agent: AgentState): void => {
  const { state, now } = cycle
  cycle.work++
  if (!isOffered(state, agent) || freeOf(agent).resources.length === 0 || isSettled(cycle, agent)) return
  const visit = visitOf(cycle, agent)
  const { rest } = visit
  const settled = settledFor(state, agent, rest)
  for (const client of dropExpired(state, agent, now)) agent.settled?.pending.add(client)
  if (settled) shareAmongFew(cycle, visit, settled)
  else shareAmongAll(cycle, visit, client => void offerTo(cycle, visit, client))
  if (visit.grants.length > 0) putInOrder(state)
  else if (!settled) agent.settled = { rest, version: state.version, pending: new Set(), held: visit.held }
}

/** The others would say again what they said, or what stood in their way. Who takes nothing now does so until something is new. */
const shareAmongFew = (cycle: Cycle, visit: Visit, settled: Settled): void => {
  const { pending } = settled
  for (const client of newsSince(cycle.state, settled.version)) pending.add(client)
  settled.version = cycle.state.version
  const ask = (client: Client) => {
    if (pending.has(client) && !offerTo(cycle, visit, client)) pending.delete(client)
  }
  if (pending.size > MOST_TO_SORT) shareAmongAll(cycle, visit, ask)
  else {
    for (const client of pending) if (!client.place) pending.delete(client) // it gives news when it is back
    for (const client of inOrder(cycle.state.root, [...pending], cycle.random)) {
      if (visit.rest.resources.length === 0) break
      ask(client)
    }
  }
  settled.held ||= visit.held
}

const shareAmongAll = (cycle: Cycle, visit: Visit, offer: (client: Client) => void): void => {
  const { state, random } = cycle
  if (visit.rest.hasUnreserved) {
    walk(state.root, random, client => {
      offer(client)
      return visit.rest.hasUnreserved ? 'go on' : 'stop'
    })
  }
  if (!visit.rest.hasUnreserved) shareReservations(cycle, visit, offer)
}

/** Where only reservations are left, just their roles and those below are asked. */
const shareReservations = ({ state, random }: Cycle, visit: Visit, offer: (client: Client) => void): void => {
  for (const role of visit.rest.reservedFor) {
    const node = findNode(state, role)
    if (!node) continue
    walk(node, random, client => {
      offer(client)
      return visit.rest.resources.length > 0 ? 'go on' : 'stop'
    })
  }
}

/** What an earlier walk found out about this very rest, unless everybody is to be asked again. */
const settledFor = ({ overhaul, book }: AllocatorState, { settled }: AgentState, rest: Rest): Settled | undefined => {
  if (settled?.rest !== rest || settled.version < overhaul) return undefined
  return settled.held && settled.version < book.grown ? undefined : settled
}

/** It may have gone, or been put aside, while it waited. */
const isOffered = (state: AllocatorState, agent: AgentState): boolean =>
  state.agents.get(agent.id) === agent && isOfferable(state, agent)

/** Nobody new to ask. */
const isSettled = ({ state, now }: Cycle, agent: AgentState): boolean => {
  const settled = settledFor(state, agent, freeOf(agent))
  return settled !== undefined && settled.version === state.version && settled.pending.size === 0 && now < agent.expiry
}
