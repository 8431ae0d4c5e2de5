import type { Resource } from '../../../mesos/messages/resource.ts'
import { add, subtract } from '../../../mesos/resources/algebra.ts'
import { isUnreserved } from '../../../mesos/resources/filters.ts'
import { allocate } from '../../../mesos/resources/reservations.ts'
import { filteredUntil } from './filters.ts'
import { cutTo, type Headroom, quotaVector, type Room, spend } from './headroom.ts'
import { availableOf, hold } from './holdings.ts'
import { isPlain, isWorthOffering, minimaOf, poolFor } from './pool.ts'
import type { AgentState, AllocatorState, Client } from './state.ts'
import type { Allocation } from './types.ts'
import type { Vector } from './vector.ts'

export interface Cycle {
  readonly state: AllocatorState
  readonly now: number
  readonly headroom?: Headroom
  readonly visits: Map<AgentState, Visit>
}

/** One agent within one cycle. `rest`: what is left to offer; a shared resource is offered once a cycle. */
export interface Visit {
  readonly agent: AgentState
  rest: readonly Resource[]
  plain: boolean
  hasUnreserved: boolean
  /** Of `rest`, against quota. Worked out when asked for, as is `worth`: whether all of `rest` reaches the usual minimum. */
  vector?: Vector
  worth?: boolean
  readonly grants: Grant[]
}

type Grant = { -readonly [K in keyof Allocation]: Allocation[K] }

export const visitOf = ({ visits }: Cycle, agent: AgentState): Visit => {
  const known = visits.get(agent)
  if (known) return known
  const visit: Visit = { agent, rest: [], plain: true, hasUnreserved: false, grants: [] }
  setRest(visit, availableOf(agent))
  visits.set(agent, visit)
  return visit
}

export const vectorOfRest = (state: AllocatorState, visit: Visit): Vector =>
  (visit.vector ??= quotaVector(state, visit.rest))

/** Grants what the client can have, or says until when a filter of its own forbids it; undefined otherwise. */
export const offerTo = (cycle: Cycle, visit: Visit, client: Client, room: Room | undefined): number | undefined => {
  const { state, now } = cycle
  const { agent, rest, plain } = visit
  if ((client.traits & agent.refuses) !== 0 || (room && plain && nothingFits(cycle, visit, client, room)))
    return undefined
  const whole = plain ? rest : poolFor(rest, client)
  const pool = room ? cutTo(state, whole, room) : whole
  if (!isWorth(state, visit, client, pool)) return undefined
  const until = filteredUntil(state, agent, client, pool, now)
  if (until === undefined) grant(cycle, visit, client, pool)
  return until
}

const isWorth = (state: AllocatorState, visit: Visit, client: Client, pool: readonly Resource[]): boolean => {
  if (pool !== visit.rest || client.framework.minima) return isWorthOffering(pool, minimaOf(state, client))
  return (visit.worth ??= isWorthOffering(pool, state.settings.minAllocatableResources))
}

/** Says quickly what cutting and looking at the result would say: the usual minimum is not reached. */
const nothingFits = ({ state }: Cycle, visit: Visit, { framework }: Client, room: Room): boolean => {
  const { minAllocatableResources: minima } = state.settings
  if (framework.minima || minima.length === 0) return false
  const vector = vectorOfRest(state, visit)
  for (const minimum of minima) {
    let fits = true
    for (const name in minimum) {
      const i = state.names.get(name) ?? -1
      if (Math.min(vector[i] ?? 0, room[i] ?? Number.POSITIVE_INFINITY) < Math.round(minimum[name]! * 1000))
        fits = false
    }
    if (fits) return false
  }
  return true
}

const grant = ({ state, headroom }: Cycle, visit: Visit, client: Client, pool: readonly Resource[]): void => {
  const { agent, grants } = visit
  const { role } = client.node
  if (headroom) spend(state, headroom, client.node.top, pool)
  hold(state, client, agent, pool)
  setRest(visit, pool === visit.rest ? [] : subtract(visit.rest, pool))
  const resources = allocate(pool, role)
  const earlier = grants.find(other => other.frameworkId === client.framework.id && other.role === role)
  if (earlier) earlier.resources = add(earlier.resources, resources)
  else grants.push({ frameworkId: client.framework.id, role, agentId: agent.id, resources })
}

const setRest = (visit: Visit, rest: readonly Resource[]): void => {
  visit.rest = rest
  visit.plain = isPlain(rest)
  visit.hasUnreserved = rest.some(isUnreserved)
  visit.vector = undefined
  visit.worth = undefined
}
