import { markGone } from '../agents/mark-gone.ts'
import type { Effect } from '../effects.ts'
import { info } from '../log.ts'
import type { Agent, MasterState } from '../state.ts'
import { writeDeactivation } from './deactivations.ts'

/**
 * Called whenever a task or an operation of the agent is over: a draining agent that has none left is drained, and gone where the
 * operator wants that. Nothing while it is away: what it still runs is not known then.
 */
export const drainedIfEmpty = (state: MasterState, agent: Agent, now: number): Effect[] => {
  const { drain, since } = state.agents.deactivated.written.get(agent.id) ?? {}
  if (drain?.state !== 'DRAINING' || agent.drain === undefined || !agent.connected) return []
  if (agent.tasks.size > 0 || agent.operations.size > 0) return []
  if (state.agents.inTransition.has(agent.id) || state.agents.registered.get(agent.id) !== agent) return []
  const { mark_gone = false } = drain.config
  const told = info('a draining agent has nothing left', { agent: agent.id, mark_gone })
  if (mark_gone) return [told, ...markGone(state, agent.id, now)]
  const deactivation = { since: since!, drain: { ...drain, state: 'DRAINED' as const } }
  const next = { kind: 'agent-deactivated', agentId: agent.id, deactivation } as const
  return [told, writeDeactivation(state, agent.id, deactivation, next)]
}
