import { letGo } from '../agents/hold-back.ts'
import { warning } from '../log.ts'
import type { Transition } from './transition.ts'

/** The agent has not said which operations it knows: its word was lost, or it does not give it. */
export const heldBackTimeout: Transition<'held-back-timeout'> = (state, { agentId }) => {
  const agent = state.agents.registered.get(agentId)
  if (!agent?.heldBack) return []
  return [
    warning('an agent that came back does not say which operations it knows, and is offered again', { agent: agentId }),
    ...letGo(state, agent),
  ]
}
