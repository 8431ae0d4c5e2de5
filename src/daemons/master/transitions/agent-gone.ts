import { cancelDeparture } from '../agents/departures.ts'
import { goneFate } from '../agents/gone-fate.ts'
import { type Departure, leave } from '../agents/leave.ts'
import { neverBack } from '../agents/never-back.ts'
import { toAgent } from '../send.ts'
import type { Transition } from './transition.ts'

/** The registry has the agent as gone: if it runs after all, it is told to stop. */
export const agentGone: Transition<'agent-gone'> = (state, { agentId, since, request }, now) => {
  const { registered, recovered, unreachable, gone, inTransition } = state.agents
  const agent = registered.get(agentId)
  inTransition.delete(agentId)
  recovered.delete(agentId)
  const tasksThen = unreachable.get(agentId)?.tasks
  unreachable.delete(agentId)
  gone.set(agentId, since)
  const reply = request === undefined ? [] : [{ kind: 'reply', request, status: 200 } as const]
  if (agent === undefined) {
    return [...cancelDeparture(state, agentId), ...neverBack(state, agentId, tasksThen, now), ...reply]
  }
  const message = `Agent ${agent.info.hostname} has been marked gone`
  const departure: Departure = {
    message,
    operations: { state: 'OPERATION_GONE_BY_OPERATOR', message },
    fate: goneFate,
  }
  const isThere = state.agents.byPid.get(agent.pid) === agentId // and not a later agent at its address
  return [
    ...(isThere ? [toAgent(agent, 'ShutdownMessage', { message: 'Agent has been marked gone' })] : []),
    ...leave(state, agent, departure, now),
    ...reply,
  ]
}
