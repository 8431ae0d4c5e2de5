import { agentActivity } from '../allocation.ts'
import { takeDeactivation } from '../draining/deactivations.ts'
import type { Effect } from '../effects.ts'
import { toAgent } from '../send.ts'
import type { Transition } from './transition.ts'

/** The registry has the agent as any other. One that is away is offered when it is back, and its operator hears 409, as in Mesos. */
export const agentReactivated: Transition<'agent-reactivated'> = (state, { agentId, cancelled, request }) => {
  state.agents.deactivated.inForce.delete(agentId)
  const reply = (status: number, body?: string): Effect => ({
    kind: 'reply',
    request,
    status,
    ...(body !== undefined && { body }),
  })
  const agent = state.agents.registered.get(agentId)
  if (agent === undefined) return [cancelled ? reply(200) : reply(409, 'Agent removed while processing the call')]
  takeDeactivation(state, agent)
  return [...(cancelled ? [toAgent(agent, 'CancelDrainMessage', {})] : []), ...agentActivity(state, agent), reply(200)]
}
