import type { AgentInfo } from '../../../mesos/messages/agent-info.ts'
import { type Departure, leave } from '../agents/leave.ts'
import { notifyAgentLost } from '../frameworks/notify.ts'
import { info as said } from '../log.ts'
import type { Agent } from '../state.ts'
import { stateFor } from '../tasks/status.ts'
import type { Transition } from './transition.ts'

/** The registry has the agent as unreachable. A recovered one takes no tasks along: we never knew them. */
export const agentUnreachable: Transition<'agent-unreachable'> = (state, { agentId, since }, now) => {
  const { registered, recovered, unreachable, inTransition } = state.agents
  const agent = registered.get(agentId)
  const info = agent?.info ?? recovered.get(agentId)?.info
  inTransition.delete(agentId)
  recovered.delete(agentId)
  unreachable.set(agentId, { since, ...(info && { at: placeOf(info) }), ...(agent && { tasks: idsOf(agent) }) })
  const done = [
    said('an agent is unreachable', { agent: agentId }),
    { kind: 'count', metric: 'master/slave_unreachable_completed' },
    { kind: 'count', metric: 'master/slave_removals' },
    { kind: 'count', metric: 'master/slave_removals/reason_unhealthy' },
  ] as const
  if (agent === undefined) {
    return [...done, { kind: 'count', metric: 'master/recovery_slave_removals' }, ...notifyAgentLost(state, agentId)]
  }
  const message = `Agent ${agent.info.hostname} is unreachable`
  const departure: Departure = {
    message,
    operations: { state: 'OPERATION_UNREACHABLE', message },
    fate: framework => ({ state: stateFor(framework, 'TASK_UNREACHABLE'), reason: 'REASON_AGENT_REMOVED' }),
    unreachableSince: since,
  }
  return [...done, ...leave(state, agent, departure, now)]
}

const placeOf = ({ hostname, port }: AgentInfo) => ({ hostname, ...(port !== undefined && { port }) })

const idsOf = ({ tasks }: Agent) => new Map([...tasks].map(([frameworkId, its]) => [frameworkId, [...its.keys()]]))
