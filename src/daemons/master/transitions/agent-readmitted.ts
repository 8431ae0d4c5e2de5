import { readmit } from '../agents/readmit.ts'
import { warning } from '../log.ts'
import type { Transition } from './transition.ts'

/** The registry has the agent as it is now. Where another one came to its address meanwhile, it has to say again that it is there. */
export const agentReadmitted: Transition<'agent-readmitted'> = (state, event, now) => {
  const id = event.message.agent.id!.value
  const { inTransition, registered, byPid } = state.agents
  inTransition.delete(id)
  const other = registered.get(byPid.get(event.from) ?? '')
  if (other?.connected && other.id !== id) {
    return [warning('two agents at one address', { agents: [id, other.id], from: event.from })]
  }
  return readmit(state, event, now)
}
