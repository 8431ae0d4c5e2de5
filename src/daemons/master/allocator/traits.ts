import type { AgentState, AllocatorState, FrameworkState } from './state.ts'
import { AGENT_TOO_OLD, GPUS, REGION } from './verdicts.ts'

/** What can stand between a framework and an agent, as bits. A client has traits, an agent refuses some. */
const MULTI_ROLE = 1
const NESTED_ROLE = 2
const WITHOUT_GPUS = 4
const WITHOUT_REGIONS = 8

export const traitsOf = ({ capabilities }: FrameworkState, role: string): number =>
  (capabilities.has('MULTI_ROLE') ? MULTI_ROLE : 0) |
  (role.includes('/') ? NESTED_ROLE : 0) |
  (capabilities.has('GPU_RESOURCES') ? 0 : WITHOUT_GPUS) |
  (capabilities.has('REGION_AWARE') ? 0 : WITHOUT_REGIONS)

export const refusalsOf = ({ settings }: AllocatorState, agent: AgentState): number =>
  (agent.capabilities.has('MULTI_ROLE') ? 0 : MULTI_ROLE) |
  (agent.capabilities.has('HIERARCHICAL_ROLE') ? 0 : NESTED_ROLE) |
  (settings.filterGpuResources && agent.total.some(r => r.name === 'gpus') ? WITHOUT_GPUS : 0) |
  (agent.place.region !== undefined && agent.place.region !== settings.region ? WITHOUT_REGIONS : 0)

/** The verdict on a client that has traits which the agent refuses. */
export const verdictOf = (refused: number): number => {
  if ((refused & (MULTI_ROLE | NESTED_ROLE)) !== 0) return AGENT_TOO_OLD
  return (refused & WITHOUT_GPUS) !== 0 ? GPUS : REGION
}
