import type { AgentState, AllocatorState } from './state.ts'

/** Whether anything of the agent may be offered to anybody. */
export const isOfferable = ({ whitelist }: AllocatorState, agent: AgentState): boolean =>
  agent.active && (whitelist === undefined || whitelist.has(agent.place.hostname))
