import type { Resource } from '../../../mesos/messages/resource.ts'
import { add, subtract } from '../../../mesos/resources/algebra.ts'
import { isAllocatableTo } from '../../../mesos/resources/filters.ts'
import { allocate } from '../../../mesos/resources/reservations.ts'
import { bringUpToDate, noteBite, roomFor } from './book.ts'
import { cutTo } from './cut.ts'
import { isFiltered } from './filters.ts'
import { freeOf, hold } from './holdings.ts'
import { isWorth, type Pool, poolFor, quotaVector, type Rest, restOf } from './rest.ts'
import type { AgentState, AllocatorState, Client, Room } from './state.ts'
import { verdictOf } from './traits.ts'
import type { Allocation } from './types.ts'
import { CAPABILITIES, CONSTRAINTS, FILTER, MINIMUM, OFFERED, QUOTA, RESERVED } from './verdicts.ts'

/** `work`: how much was done, in looks at an agent for a client. */
export interface Cycle {
  readonly state: AllocatorState
  readonly now: number
  readonly random: () => number
  readonly visits: Map<AgentState, Visit>
  work: number
}

/** One agent within one cycle. `rest`: what is left to offer; a shared resource is offered once a cycle. */
export interface Visit {
  readonly agent: AgentState
  rest: Rest
  /** Quota stood in somebody's way. */
  held: boolean
  readonly grants: Grant[]
}

type Grant = { -readonly [K in keyof Allocation]: Allocation[K] }

/** A grant costs its offer too: about as much as so many looks. */
const WORK_OF_A_GRANT = 50

export const visitOf = ({ visits }: Cycle, agent: AgentState): Visit => {
  const known = visits.get(agent)
  if (known) return known
  const visit: Visit = { agent, rest: freeOf(agent), held: false, grants: [] }
  visits.set(agent, visit)
  return visit
}

/** Grants what the client can have, or counts why not. */
export const offerTo = (cycle: Cycle, visit: Visit, client: Client): boolean => {
  const { state } = cycle
  const looked = look(state, visit.agent, visit.rest, client, cycle.now)
  cycle.work++
  client.verdicts[looked.verdict]!++
  if (looked.held) {
    visit.held = true
    noteBite(state, client.node.top)
  }
  if (looked.verdict !== OFFERED) return false
  grant(cycle, visit, client, looked.resources!)
  return true
}

export interface Look {
  readonly verdict: number
  /** OFFERED: what to grant. */
  readonly resources?: readonly Resource[]
  /** It could have more if quota left more. */
  readonly held?: boolean
}

/** What could be offered now, or what stands in the way. Changes nothing that matters. */
export const look = (s: AllocatorState, agent: AgentState, rest: Rest, client: Client, now: number): Look => {
  const refused = client.traits & agent.refuses
  if (refused !== 0) return plain(verdictOf(refused))
  if (client.constraint && !client.constraint(agent.place)) return plain(CONSTRAINTS)
  const pool = poolFor(rest, client)
  if (!isWorth(s, pool, client)) return plain(tooLittle(rest, pool, client))
  if (agent.filters.size > 0 && isFiltered(s, agent, client, pool.resources, now)) return plain(FILTER)
  const room = s.quotas.size > 0 ? roomFor(s, client.node.top) : undefined
  return room && !fits(s, rest, room) ? withinRoom(s, agent, client, pool, room, now) : offered(pool.resources)
}

const withinRoom = (
  s: AllocatorState,
  agent: AgentState,
  client: Client,
  pool: Pool,
  room: Room,
  now: number,
): Look => {
  const resources = cutTo(s, pool.resources, room)
  if (resources === pool.resources) return offered(resources)
  if (!isWorth(s, { resources }, client)) return HELD
  if (isFiltered(s, agent, client, resources, now)) return HELD_AND_FILTERED
  return { verdict: OFFERED, resources, held: true }
}

const offered = (resources: readonly Resource[]): Look => ({ verdict: OFFERED, resources })
const plains: readonly Look[] = Array.from({ length: QUOTA + 1 }, (_, verdict) => ({ verdict }))
const plain = (verdict: number): Look => plains[verdict]!
const HELD: Look = { verdict: QUOTA, held: true }
const HELD_AND_FILTERED: Look = { verdict: FILTER, held: true }

const fits = (state: AllocatorState, rest: Rest, room: Room): boolean =>
  quotaVector(state, rest).every((amount, i) => amount <= (room[i] ?? amount))

const tooLittle = (rest: Rest, pool: Pool, { node }: Client): number => {
  if (pool.resources.length > 0) return MINIMUM
  return rest.resources.some(resource => isAllocatableTo(resource, node.role)) ? CAPABILITIES : RESERVED
}

const grant = (cycle: Cycle, visit: Visit, client: Client, pool: readonly Resource[]): void => {
  const { state, now } = cycle
  const { agent, grants } = visit
  const { role } = client.node
  hold(state, client, agent, pool)
  if (state.quotas.size > 0) bringUpToDate(state)
  visit.rest = restOf(pool === visit.rest.resources ? [] : subtract(visit.rest.resources, pool))
  client.grantedAt = now
  cycle.work += WORK_OF_A_GRANT
  const resources = allocate(pool, role)
  const earlier = grants.find(other => other.frameworkId === client.framework.id && other.role === role)
  if (earlier) earlier.resources = add(earlier.resources, resources)
  else grants.push({ frameworkId: client.framework.id, role, agentId: agent.id, resources })
}
