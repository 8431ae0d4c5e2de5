import { agentActivity } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { rescindAll } from '../offers/withdraw.ts'
import type { Agent, MasterState } from '../state.ts'

/**
 * The agent came back while operations were under way. Whether they are in what it says to have, it tells next (UpdateSlaveMessage): offered
 * before that, the same might be given out twice. One that does not tell is offered all the same after a while.
 */
export const holdBack = (state: MasterState, agent: Agent): Effect[] => {
  if (agent.speculation?.limbo === undefined) return noLonger(agent)
  agent.heldBack = true
  return [
    ...rescindAll(state, agent.offers),
    {
      kind: 'timer',
      id: timerOf(agent),
      after: state.settings.agentPingTimeout,
      next: { kind: 'held-back-timeout', agentId: agent.id },
    },
  ]
}

/** Its resources are what they are said to be. */
export const letGo = (state: MasterState, agent: Agent): Effect[] =>
  agent.heldBack ? [...noLonger(agent), ...agentActivity(state, agent)] : []

/** Also when it leaves. */
export const noLonger = (agent: Agent): Effect[] => {
  if (!agent.heldBack) return []
  agent.heldBack = undefined
  return [{ kind: 'cancel-timer', id: timerOf(agent) }]
}

const timerOf = ({ id }: Agent): string => `held back ${id}`
