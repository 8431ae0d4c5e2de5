import { writeDeactivation } from '../draining/deactivations.ts'
import { info } from '../log.ts'
import { notNow } from './drain-agent.ts'
import type { Transition } from './transition.ts'

/** Nothing of the agent is offered from now on; what runs there stays. A drain under way goes on. */
export const deactivateAgent: Transition<'deactivate-agent'> = (state, { agentId, request }, now) => {
  const refused = notNow(state, agentId)
  if (refused) return [{ kind: 'reply', request, ...refused }]
  const deactivation = state.agents.deactivated.written.get(agentId) ?? { since: now }
  return [
    info('deactivating an agent', { agent: agentId }),
    writeDeactivation(state, agentId, deactivation, { kind: 'agent-deactivated', agentId, deactivation, request }),
  ]
}
