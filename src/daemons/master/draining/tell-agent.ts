import type { Effect } from '../effects.ts'
import { toAgent } from '../send.ts'
import type { Agent, MasterState } from '../state.ts'

/**
 * What the agent is to know of its drain: at its start, at its end before the time, and each time that the agent comes back, drained
 * or not, for it may have come by tasks. An agent that is none of ours has no ear for the end, and drains until it is empty.
 */
export const tellOfDrain = ({ agents }: MasterState, agent: Agent): Effect[] => {
  const { cancelled } = agents.deactivated
  if (agent.drain) return [toAgent(agent, 'DrainSlaveMessage', { config: agent.drain.config })]
  return cancelled.delete(agent.id) ? [toAgent(agent, 'CancelDrainMessage', {})] : []
}
