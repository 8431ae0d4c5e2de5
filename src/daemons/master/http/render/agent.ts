import { attributeSummary } from '../../../../mesos/attributes.ts'
import type { AgentInfo } from '../../../../mesos/messages/agent-info.ts'
import { toJson } from '../../../../mesos/messages/codec/index.ts'
import { Resource } from '../../../../mesos/messages/resource.ts'
import { isUnreserved, type Resources, toEndpointForm } from '../../../../mesos/resources/index.ts'
import type { Agent, MasterState } from '../../state.ts'
import { reservedByRole, resourceSum, type Summary, totalSummary } from './resource-sums.ts'
import { seconds } from './seconds.ts'
import { melted, offered, usedByAgent } from './usage.ts'

const DEFAULT_PORT = 5051

/** PURE. An agent as /state and /state-summary show it: facts/endpoints-v0.md 3.2, without the `_full` keys. */
export const agentView = (state: MasterState, agent: Agent) => {
  const { resources, reserved_resources, unreserved_resources } = totalSummary(agent.total)
  return {
    id: agent.id,
    ...whereabouts(agent.info),
    pid: agent.pid,
    registered_time: seconds(agent.registeredAt),
    ...(agent.reregisteredAt !== undefined && { reregistered_time: seconds(agent.reregisteredAt) }),
    resources,
    used_resources: usedOf(agent),
    offered_resources: offeredOf(state, agent),
    reserved_resources,
    unreserved_resources,
    active: agent.active && !agent.deactivated,
    deactivated: agent.deactivated,
    version: agent.version,
    capabilities: [...agent.capabilities],
    ...drainView(agent),
  }
}

const usedOf = (agent: Agent): Summary => summed(usedByAgent(agent))

const offeredOf = (state: MasterState, agent: Agent): Summary => summed(offered(state, agent.offers))

/** As /slaves shows it. */
export const agentFullView = (state: MasterState, agent: Agent) => ({
  ...agentView(state, agent),
  reserved_resources_full: Object.fromEntries(
    [...reservedByRole(agent.total)].map(([role, list]) => [role, rawResources(list)]),
  ),
  unreserved_resources_full: rawResources(agent.total.filter(isUnreserved)),
  used_resources_full: rawResources(melted(usedByAgent(agent))),
  offered_resources_full: rawResources(melted(offered(state, agent.offers))),
})

/** One that the registry knows and that has not come back yet. */
export const recoveredAgentView = (id: string, info: AgentInfo) => ({ id, ...whereabouts(info) })

const whereabouts = (info: AgentInfo) => ({
  hostname: info.hostname,
  port: info.port ?? DEFAULT_PORT,
  attributes: attributeSummary(info.attributes ?? []),
  ...(info.domain && { domain: info.domain }),
})

const drainView = ({ drain }: Agent) =>
  drain && {
    drain_info: { state: drain.state, config: drain.config },
    ...(drain.startedAt !== undefined && { estimated_drain_start_time_seconds: seconds(drain.startedAt) }),
  }

export const rawResources = (resources: Resources) =>
  toEndpointForm(resources).map(resource => toJson(Resource, resource))

const summed = (lists: Iterable<Resources>) => {
  const sums = resourceSum()
  for (const list of lists) sums.add(list)
  return sums.summary()
}
