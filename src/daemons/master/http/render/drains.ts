import { isTerminal } from '../../../../mesos/messages/terminal.ts'
import type { Agent, Deactivation, MasterState } from '../../state.ts'
import { listOf, objectOf, type Pieces } from './pieces.ts'
import { seconds } from './seconds.ts'

/** PURE. The agents that drain or are drained, and what they still wait for: all, or one of them. */
export const drainsPieces = (state: MasterState, agentId?: string): Pieces => {
  const ids = agentId === undefined ? [...state.agents.deactivated.inForce.keys()] : [agentId]
  return objectOf(
    {},
    {
      drains: listOf(ids, id => {
        const view = drainView(state, id)
        return view !== undefined && JSON.stringify(view)
      }),
    },
  )
}

const drainView = (state: MasterState, agentId: string) => {
  const { drain, since }: Partial<Deactivation> = state.agents.deactivated.inForce.get(agentId) ?? {}
  if (drain === undefined) return undefined
  const agent = state.agents.registered.get(agentId)
  const { max_grace_period, mark_gone = false } = drain.config
  return {
    agent_id: agentId,
    ...whereabouts(state, agentId),
    state: drain.state,
    ...(max_grace_period && { max_grace_period_seconds: max_grace_period.nanoseconds / 1e9 }),
    mark_gone,
    started: seconds(drain.startedAt ?? since!),
    ...(agent && { waits_for: { tasks: tasks(state, agent), operations: [...agent.operations.keys()] } }),
  }
}

/** `stands`: what of it the leader has; only of one that is connected or disconnected it knows the tasks. */
const whereabouts = ({ agents }: MasterState, agentId: string) => {
  const agent = agents.registered.get(agentId)
  if (agent) return { hostname: agent.info.hostname, stands: agent.connected ? 'connected' : 'disconnected' }
  const recovered = agents.recovered.get(agentId)
  if (recovered) return { hostname: recovered.info.hostname, stands: 'recovered' }
  const hostname = agents.unreachable.get(agentId)?.at?.hostname
  return { ...(hostname !== undefined && { hostname }), stands: 'unreachable' }
}

/** `unacknowledged`: it has ended, and its framework has not said yet that it knows. */
const tasks = ({ frameworks }: MasterState, agent: Agent) =>
  [...agent.tasks].flatMap(([framework_id, byId]) =>
    [...byId.values()].map(task => ({
      task_id: task.task_id.value,
      name: task.name,
      framework_id,
      framework_name: frameworks.get(framework_id)?.info.name,
      framework_connected: frameworks.get(framework_id)?.connected ?? false,
      state: task.state,
      unacknowledged: isTerminal(task.state),
    })),
  )
