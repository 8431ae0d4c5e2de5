import { agentActivity } from '../allocation.ts'
import { takeDeactivation } from '../draining/deactivations.ts'
import { tellOfDrain } from '../draining/tell-agent.ts'
import type { Effect } from '../effects.ts'

import type { Transition } from './transition.ts'

/** The registry has the agent as any other. One that is away is offered when it is back, and its operator hears 409, as in Mesos. */
export const agentReactivated: Transition<'agent-reactivated'> = (state, { agentId, cancelled, request }) => {
  state.agents.deactivated.inForce.delete(agentId)
  if (cancelled) state.agents.deactivated.cancelled.add(agentId)
  const reply = (status: number, body?: string): Effect => ({
    kind: 'reply',
    request,
    status,
    ...(body !== undefined && { body }),
  })
  const agent = state.agents.registered.get(agentId)
  if (agent === undefined) return [cancelled ? reply(200) : reply(409, 'Agent removed while processing the call')]
  takeDeactivation(state, agent)
  return [...(agent.connected ? tellOfDrain(state, agent) : []), ...agentActivity(state, agent), reply(200)]
}
