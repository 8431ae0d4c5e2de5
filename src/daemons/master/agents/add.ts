import type { AgentInfo, AgentInfoCapability } from '../../../mesos/messages/agent-info.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { agentAdded } from '../allocation.ts'
import { resumeWhenRecovered } from '../allocation-pause.ts'
import { takeDeactivation } from '../draining/deactivations.ts'
import type { Effect } from '../effects.ts'
import { enterMaintenance } from '../maintenance/agents.ts'
import type { Agent, MasterState } from '../state.ts'
import { agentView } from '../views/agent.ts'
import { newObserver, ping } from './ping.ts'

interface Arrival {
  readonly info: AgentInfo
  readonly pid: string
  readonly version: string
  readonly capabilities: readonly AgentInfoCapability[]
  readonly total: Resource[]
  readonly checkpointed: Resource[]
  readonly resourceVersionUuid?: string
}

/** An agent that nothing is known of but this. It is connected and in none of the tables yet. */
export const newAgent = (state: MasterState, arrival: Arrival, now: number): Agent => ({
  id: arrival.info.id!.value,
  info: arrival.info,
  pid: arrival.pid,
  version: arrival.version,
  capabilities: capabilitySet(arrival.capabilities),
  connected: true,
  active: true,
  deactivated: false,
  registeredAt: now,
  total: arrival.total,
  checkpointed: arrival.checkpointed,
  tasks: new Map(),
  executors: new Map(),
  operations: new Map(),
  killed: new Map(),
  offers: new Set(),
  inverseOffers: new Set(),
  resourceVersionUuid: arrival.resourceVersionUuid,
  observer: newObserver(state),
})

export const capabilitySet = (capabilities: readonly AgentInfoCapability[]): ReadonlySet<string> =>
  new Set(capabilities.map(({ type }) => type ?? 'UNKNOWN'))

/** Enters a new agent, with the tasks it brought, everywhere: tables, allocator, link, pings, subscribers. */
export const enterAgent = (state: MasterState, agent: Agent): Effect[] => {
  const { agents } = state
  for (const table of [agents.recovered, agents.unreachable, agents.removed]) table.delete(agent.id)
  agents.registered.set(agent.id, agent)
  agents.byPid.set(agent.pid, agent.id)
  agents.byObserver.set(agent.observer.name, agent.id)
  takeDeactivation(state, agent)
  enterMaintenance(state, agent)
  return [
    { kind: 'link', pid: agent.pid },
    ...ping(state, agent),
    ...agentAdded(state, agent),
    ...resumeWhenRecovered(state),
    { kind: 'publish', event: { type: 'AGENT_ADDED', agent_added: { agent: agentView(agent) } } },
  ]
}
