import { forgetFiltersOn } from './filters.ts'
import { dropIfUnused, letGo } from './holdings.ts'
import { agentChanged } from './marks.ts'
import type { AgentState, AllocatorState } from './state.ts'
import { setTotal } from './totals.ts'
import type { AgentOptions } from './types.ts'

/** Active at once. What is used on it is told by `trackAllocated`. One that is known already is updated. */
export const addAgent = (state: AllocatorState, agentId: string, options: AgentOptions): void => {
  if (state.agents.has(agentId)) {
    updateAgent(state, agentId, options)
    return
  }
  const { place, capabilities, total } = options
  const agent: AgentState = {
    id: agentId,
    place,
    capabilities,
    total: [],
    active: true,
    waits: false,
    refuses: 0,
    allocations: new Map(),
    filters: new Map(),
    expiry: Number.POSITIVE_INFINITY,
  }
  state.agents.set(agentId, agent)
  setTotal(state, agent, total)
}

/** What was allocated or offered there is gone with it. */
export const removeAgent = (state: AllocatorState, agentId: string): void => {
  const agent = state.agents.get(agentId)
  if (!agent) return
  for (const [client, held] of [...agent.allocations]) {
    letGo(state, client, agent, held)
    dropIfUnused(state, client)
  }
  forgetFiltersOn(agent)
  setTotal(state, agent, [])
  state.agents.delete(agentId)
}

/** A new total keeps what is allocated, even where that is more than the total. `attributesChanged` forgets its filters. */
export const updateAgent = (
  state: AllocatorState,
  agentId: string,
  options: Partial<AgentOptions> & { readonly attributesChanged?: boolean },
): void => {
  const agent = state.agents.get(agentId)
  if (!agent) return
  if (options.place) agent.place = options.place
  if (options.capabilities) agent.capabilities = options.capabilities
  if (options.attributesChanged) forgetFiltersOn(agent)
  setTotal(state, agent, options.total ?? agent.total)
}

export const activateAgent = (state: AllocatorState, agentId: string): void => setActive(state, agentId, true)

/** Nothing of it is offered until it is active again. */
export const deactivateAgent = (state: AllocatorState, agentId: string): void => setActive(state, agentId, false)

/** Only agents on these hosts are offered; undefined: all. */
export const setWhitelist = (state: AllocatorState, hostnames: ReadonlySet<string> | undefined): void => {
  state.whitelist = hostnames
  for (const agent of state.agents.values()) agentChanged(state, agent)
}

const setActive = (state: AllocatorState, agentId: string, active: boolean): void => {
  const agent = state.agents.get(agentId)
  if (!agent || agent.active === active) return
  agent.active = active
  agentChanged(state, agent)
}
