import type { Effect } from '../effects.ts'
import { toAgent } from '../send.ts'
import type { Agent } from '../state.ts'

/** Said at the drain's start and each time that the agent comes back, also when it is drained: it may have come by tasks. */
export const drainMessage = (agent: Agent): Effect[] =>
  agent.drain ? [toAgent(agent, 'DrainSlaveMessage', { config: agent.drain.config })] : []
