import type { ReconcileTasksMessage } from '../../../mesos/messages/internal-framework.ts'
import type { Effect } from '../effects.ts'
import { toAgent } from '../send.ts'
import type { Agent, MasterState } from '../state.ts'

const connection = ({ settings }: MasterState) => ({
  total_ping_timeout_seconds: (settings.agentPingTimeout * settings.maxAgentPingTimeouts) / 1000,
})

export const registered = (state: MasterState, agent: Agent): Effect =>
  toAgent(agent, 'SlaveRegisteredMessage', { agent_id: { value: agent.id }, connection: connection(state) })

/** `reconciliations`: tasks that we know and the agent did not name. */
export const reregistered = (state: MasterState, agent: Agent, reconciliations: ReconcileTasksMessage[]): Effect =>
  toAgent(agent, 'SlaveReregisteredMessage', {
    agent_id: { value: agent.id },
    ...(reconciliations.length > 0 && { reconciliations }),
    connection: connection(state),
  })
