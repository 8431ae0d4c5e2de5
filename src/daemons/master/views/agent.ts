import type { ResponseGetAgentsAgent } from '../../../mesos/messages/master-response.ts'
import type { Agent } from '../state.ts'

/** An agent as the event AGENT_ADDED shows it; what it has in use is left to GET_AGENTS. */
export const agentView = (agent: Agent): ResponseGetAgentsAgent => ({
  agent_info: agent.info,
  active: agent.active,
  deactivated: agent.deactivated,
  version: agent.version,
  pid: agent.pid,
  registered_time: { nanoseconds: agent.registeredAt * 1e6 },
  ...(agent.reregisteredAt !== undefined && { reregistered_time: { nanoseconds: agent.reregisteredAt * 1e6 } }),
  total_resources: agent.total,
  capabilities: [...agent.capabilities].map(type => ({ type }) as { type: 'MULTI_ROLE' }),
  ...(agent.drain && { drain_info: { state: agent.drain.state, config: agent.drain.config } }),
})
