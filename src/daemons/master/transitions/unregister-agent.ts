import { removeForGood } from '../agents/remove-for-good.ts'
import { warning } from '../log.ts'
import type { Transition } from './transition.ts'

/** The agent stops for good. */
export const unregisterAgent: Transition<'unregister-agent'> = (state, { from, agentId }) => {
  const agent = state.agents.registered.get(agentId)
  if (agent === undefined) return [warning('an unknown agent unregisters', { agent: agentId, pid: from })]
  if (agent.pid !== from) return [warning('an agent is unregistered by another', { agent: agentId, pid: from })]
  return removeForGood(state, agent, 'the agent unregistered', 'unregistered')
}
