import type { Effect } from '../effects.ts'
import type { Leaving, MasterState } from '../state.ts'
import { markUnreachable } from './unreachable.ts'

/**
 * The agent shall be marked unreachable: now, or when --agent_removal_rate_limit has a place for it; until then it may come back.
 * Said again, it stays where it stands.
 */
export const scheduleDeparture = (state: MasterState, agentId: string, why: Leaving, now: number): Effect[] => {
  const { leaving, inTransition } = state.agents
  if (inTransition.has(agentId)) return []
  const waits = leaving.has(agentId)
  leaving.set(agentId, why)
  if (waits) return []
  const scheduled: Effect = { kind: 'count', metric: 'master/slave_unreachable_scheduled' }
  return leaving.size === 1 ? [scheduled, ...nextDeparture(state, now)] : [scheduled]
}

/** It was heard of again. Silence alone is forgiven for a pong; who has to re-register must. */
export const cancelDeparture = (state: MasterState, agentId: string, only?: Leaving): Effect[] => {
  const { leaving } = state.agents
  const why = leaving.get(agentId)
  if (why === undefined || (only !== undefined && why !== only)) return []
  leaving.delete(agentId)
  return [canceled]
}

const canceled: Effect = { kind: 'count', metric: 'master/slave_unreachable_canceled' }

/** The first one goes, as soon as it may; without a limit all go at once. */
export const nextDeparture = (state: MasterState, now: number): Effect[] => {
  const { agents, settings } = state
  const effects: Effect[] = []
  for (const [agentId, why] of agents.leaving) {
    if (now < agents.nextDeparture) return [...effects, wait(agents.nextDeparture - now)]
    agents.leaving.delete(agentId)
    const marked = markUnreachable(state, agentId, words[why], now)
    if (marked.length > 0) agents.nextDeparture = now + (settings.agentRemovalInterval ?? 0)
    effects.push(...(marked.length > 0 ? marked : [canceled]))
  }
  return effects
}

const wait = (after: number): Effect => ({ kind: 'timer', id: 'departure', after, next: { kind: 'departure-due' } })

const words: Readonly<Record<Leaving, string>> = {
  silent: 'it did not answer pings',
  away: 'it did not re-register after it disconnected',
  lost: 'it did not come back after the failover',
}
