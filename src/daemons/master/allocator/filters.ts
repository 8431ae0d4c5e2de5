import { contains, type Resources } from '../../../mesos/resources/algebra.ts'
import { freeOf } from './holdings.ts'
import { sameList } from './rest.ts'
import type { AgentState, AllocatorState, Client, Filter } from './state.ts'
import type { RefusalFilter } from './types.ts'

const DEFAULT_MS = 5_000
const LONGEST_MS = 365 * 24 * 3600 * 1000
/** Of one framework, role and agent; more would mean declining ever different resources, and the oldest goes. */
const MOST_FILTERS = 32

/** facts/master.md 7: default 5 s, negative is the default, 0 is none, at most 365 days, never below the allocation interval. */
export const addFilter = (
  state: AllocatorState,
  agent: AgentState,
  client: Client,
  resources: Resources,
  { refuse_seconds }: RefusalFilter,
  now: number,
): void => {
  const asked = refusalMs(refuse_seconds)
  if (asked === 0 || resources.length === 0) return
  const expiresAt = now + Math.max(asked, state.settings.allocationInterval)
  const isNeeded = (other: Filter) =>
    !isExpired(state, other, now) && !(other.expiresAt <= expiresAt && contains(resources, other.resources))
  const next = keep(agent.filters.get(client), isNeeded, MOST_FILTERS - 1)
  agent.filters.set(client, {
    resources: shareable(agent, resources),
    expiresAt,
    batch: state.batches,
    next,
    matches: false,
  })
  client.filtered.add(agent)
  agent.expiry = Math.min(agent.expiry, expiresAt)
}

/** Most refuse all that is free: one list then serves all of them, and is seen at a glance to match. */
const shareable = (agent: AgentState, resources: Resources): Resources => {
  const free = freeOf(agent).resources
  return sameList(free, resources) ? free : resources
}

const refusalMs = (seconds: number | undefined): number => {
  if (seconds === undefined || Number.isNaN(seconds) || seconds < 0) return DEFAULT_MS
  return Math.min(seconds * 1000, LONGEST_MS)
}

/** The client does not want this pool for now. */
export const isFiltered = (
  state: AllocatorState,
  agent: AgentState,
  client: Client,
  pool: Resources,
  now: number,
): boolean => {
  for (let filter = agent.filters.get(client); filter; filter = filter.next) {
    if (matches(filter, pool) && !isExpired(state, filter, now)) return true
  }
  return false
}

/** Until when at least; undefined: it is not filtered. */
export const filteredUntil = (agent: AgentState, client: Client, pool: Resources): number | undefined => {
  let until: number | undefined
  for (let filter = agent.filters.get(client); filter; filter = filter.next) {
    if (matches(filter, pool) && (until === undefined || filter.expiresAt > until)) until = filter.expiresAt
  }
  return until
}

/** Drops what has expired on the agent; says whose filters. Looks only where something may have. */
export const dropExpired = (state: AllocatorState, agent: AgentState, now: number): Client[] => {
  if (now < agent.expiry) return []
  const woken: Client[] = []
  agent.expiry = Number.POSITIVE_INFINITY
  for (const [client, first] of agent.filters) {
    let expired = false
    for (let filter: Filter | undefined = first; filter; filter = filter.next) {
      if (isExpired(state, filter, now)) expired = true
      else if (filter.expiresAt < agent.expiry) agent.expiry = filter.expiresAt
    }
    if (!expired) continue
    woken.push(client)
    const left = keep(first, filter => !isExpired(state, filter, now), MOST_FILTERS)
    if (left) agent.filters.set(client, left)
    else forget(agent, client)
  }
  return woken
}

/** All of a client's, on every agent. */
export const forgetFilters = (client: Client): void => {
  for (const agent of client.filtered) agent.filters.delete(client)
  client.filtered.clear()
}

export const forgetFiltersOn = (agent: AgentState): void => {
  for (const client of agent.filters.keys()) client.filtered.delete(agent)
  agent.filters.clear()
}

const forget = (agent: AgentState, client: Client): void => {
  agent.filters.delete(client)
  client.filtered.delete(agent)
}

const matches = (filter: Filter, pool: Resources): boolean => {
  if (filter.resources === pool) return true
  if (filter.seen !== pool) {
    filter.seen = pool
    filter.matches = contains(filter.resources, pool)
  }
  return filter.matches
}

const isExpired = ({ batches }: AllocatorState, { expiresAt, batch }: Filter, now: number): boolean =>
  now >= expiresAt && batches > batch

/** The first `most` that are wanted, as a chain. */
const keep = (first: Filter | undefined, isWanted: (filter: Filter) => boolean, most: number): Filter | undefined => {
  const wanted: Filter[] = []
  for (let filter = first; filter && wanted.length < most; filter = filter.next)
    if (isWanted(filter)) wanted.push(filter)
  for (const [i, filter] of wanted.entries()) filter.next = wanted[i + 1]
  return wanted[0]
}
