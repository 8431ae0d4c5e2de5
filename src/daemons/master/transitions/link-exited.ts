import { disconnect } from '../agents/disconnect.ts'
import type { Transition } from './transition.ts'

/** The connection to a peer ended: it has to prove anew who it is. */
export const linkExited: Transition<'link-exited'> = (state, { pid }, now) => {
  state.authenticated.delete(pid)
  const agent = state.agents.registered.get(state.agents.byPid.get(pid) ?? '')
  return agent ? disconnect(state, agent, now) : []
}
