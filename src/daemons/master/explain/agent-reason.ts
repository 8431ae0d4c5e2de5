import type { AgentReason, Reason } from '../allocator/allocator.ts'
import type { Agent, MasterState } from '../state.ts'

/** The allocator's reasons, told apart further by what the master knows of the agent. */
export type Why =
  | Exclude<Reason, 'inactive' | 'nothing-free'>
  | 'draining'
  | 'deactivated'
  | 'disconnected'
  | 'coming-back'
  | 'offered-to-it'
  | 'offered-to-others'
  | 'in-use'

export const whyOf = (state: MasterState, frameworkId: string, { agentId, reason }: AgentReason): Why => {
  const agent = state.agents.registered.get(agentId)
  if (reason === 'inactive') return whyInactive(agent)
  if (reason === 'nothing-free') return whyNothing(state, frameworkId, agent)
  return reason
}

const whyInactive = (agent: Agent | undefined): Why => {
  if (agent?.drain) return 'draining'
  if (agent?.deactivated) return 'deactivated'
  return agent?.connected ? 'coming-back' : 'disconnected'
}

/** Offers that are out hold what they offer, whoever they were made to. */
const whyNothing = ({ offers }: MasterState, frameworkId: string, agent: Agent | undefined): Why => {
  const ids = [...(agent?.offers ?? [])]
  if (ids.some(id => offers.get(id)?.framework_id.value === frameworkId)) return 'offered-to-it'
  return ids.length > 0 ? 'offered-to-others' : 'in-use'
}
