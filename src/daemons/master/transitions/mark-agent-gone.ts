import { markGone } from '../agents/mark-gone.ts'
import { isKnown } from '../draining/deactivations.ts'
import type { Transition } from './transition.ts'

/** An operator says that the agent, and all that it held, will not come back. */
export const markAgentGone: Transition<'mark-agent-gone'> = (state, { agentId, request }, now) => {
  const { gone, inTransition } = state.agents
  const reply = (status: number, body?: string) =>
    request === undefined ? [] : [{ kind: 'reply', request, status, body } as const]
  if (gone.has(agentId)) return reply(200)
  if (inTransition.has(agentId)) return reply(503, `Agent is being changed: ${inTransition.get(agentId)}`)
  if (!isKnown(state, agentId)) return reply(404, `Agent ${agentId} is not known`)
  return markGone(state, agentId, now, request)
}
