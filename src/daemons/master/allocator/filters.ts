import { contains, type Resources } from '../../../mesos/resources/algebra.ts'
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
  const others = (agent.filters.get(client) ?? []).filter(
    other => !isExpired(state, other, now) && !(other.expiresAt <= expiresAt && contains(resources, other.resources)),
  )
  agent.filters.set(client, [...others.slice(1 - MOST_FILTERS), { resources, expiresAt, batch: state.batches }])
  client.filtered.add(agent)
}

/** facts/master.md 7. */
export const refusalMs = (seconds: number | undefined): number => {
  if (seconds === undefined || Number.isNaN(seconds) || seconds < 0) return DEFAULT_MS
  return Math.min(seconds * 1000, LONGEST_MS)
}

/** The earliest end of a filter that covers all of `pool`; undefined: none does, it may be offered. */
export const filteredUntil = (
  state: AllocatorState,
  agent: AgentState,
  client: Client,
  pool: Resources,
  now: number,
): number | undefined => {
  const filters = agent.filters.get(client)
  if (!filters) return undefined
  let expired = false
  let until: number | undefined
  for (const filter of filters) {
    if (isExpired(state, filter, now)) expired = true
    else if (matches(filter, pool) && (until === undefined || filter.expiresAt < until)) until = filter.expiresAt
  }
  if (expired) forgetExpired(state, agent, client, filters, now)
  return until
}

const matches = (filter: Filter, pool: Resources): boolean => {
  if (filter.seen !== pool) {
    filter.seen = pool
    filter.matches = contains(filter.resources, pool)
  }
  return filter.matches!
}

const isExpired = ({ batches }: AllocatorState, { expiresAt, batch }: Filter, now: number): boolean =>
  now >= expiresAt && batches > batch

const forgetExpired = (
  s: AllocatorState,
  agent: AgentState,
  client: Client,
  all: readonly Filter[],
  now: number,
): void => {
  const left = all.filter(filter => !isExpired(s, filter, now))
  if (left.length > 0) return void agent.filters.set(client, left)
  agent.filters.delete(client)
  client.filtered.delete(agent)
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
