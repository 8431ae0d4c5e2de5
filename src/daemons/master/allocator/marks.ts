import { topLevelRole } from '../../../mesos/roles.ts'
import type { AgentState, AllocatorState } from './state.ts'

/** What is free on the agent is to be worked out anew, or whether it may be offered. */
export const agentChanged = (state: AllocatorState, agent: AgentState): void => {
  agent.free = undefined
  if (state.quotas.size > 0) state.book.changedAgents.add(agent)
}

/** What the role, or one below it, holds or has reserved is other than it was. */
export const usageChanged = (state: AllocatorState, role: string): void => {
  if (state.quotas.size > 0) state.book.changedRoles.add(topLevelRole(role))
}
