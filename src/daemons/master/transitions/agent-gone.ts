import { cancelDeparture } from '../agents/departures.ts'
import { type Departure, leave } from '../agents/leave.ts'
import { toAgent } from '../send.ts'
import type { Transition } from './transition.ts'

/** The registry has the agent as gone: if it runs after all, it is told to stop. */
export const agentGone: Transition<'agent-gone'> = (state, { agentId, since, request }, now) => {
  const { registered, recovered, unreachable, gone, inTransition } = state.agents
  const agent = registered.get(agentId)
  inTransition.delete(agentId)
  recovered.delete(agentId)
  unreachable.delete(agentId)
  gone.set(agentId, since)
  const reply = request === undefined ? [] : [{ kind: 'reply', request, status: 200 } as const]
  if (agent === undefined) return [...cancelDeparture(state, agentId), ...reply]
  const message = `Agent ${agent.info.hostname} has been marked gone`
  const departure: Departure = {
    message,
    operations: { state: 'OPERATION_GONE_BY_OPERATOR', message },
    fate: framework =>
      framework?.capabilities.has('PARTITION_AWARE')
        ? { state: 'TASK_GONE_BY_OPERATOR', reason: 'REASON_AGENT_REMOVED_BY_OPERATOR' }
        : { state: 'TASK_LOST', reason: 'REASON_AGENT_REMOVED' },
  }
  const isThere = state.agents.byPid.get(agent.pid) === agentId // and not a later agent at its address
  return [
    ...(isThere ? [toAgent(agent, 'ShutdownMessage', { message: 'Agent has been marked gone' })] : []),
    ...leave(state, agent, departure, now),
    ...reply,
  ]
}
