import { readmit } from '../agents/readmit.ts'
import type { Transition } from './transition.ts'

/** The registry has the agent as it is now. */
export const agentReadmitted: Transition<'agent-readmitted'> = (state, event, now) => {
  state.agents.inTransition.delete(event.message.agent.id!.value)
  return readmit(state, event, now)
}
