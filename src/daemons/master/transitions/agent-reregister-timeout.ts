import { scheduleDeparture } from '../agents/departures.ts'
import type { Transition } from './transition.ts'

/** The agent's link broke a while ago and it did not come back. */
export const agentReregisterTimeout: Transition<'agent-reregister-timeout'> = (state, { agentId }, now) => {
  const agent = state.agents.registered.get(agentId)
  if (agent === undefined || agent.connected) return []
  return scheduleDeparture(state, agentId, 'away', now)
}
