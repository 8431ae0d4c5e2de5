import { disconnect } from '../agents/disconnect.ts'
import type { Effect } from '../effects.ts'
import { disconnectFramework } from '../frameworks/disconnect.ts'
import { notify } from '../frameworks/notify.ts'
import type { Framework, MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** The connection to a peer ended: it has to prove anew who it is. */
export const linkExited: Transition<'link-exited'> = (state, { pid }, now) => {
  state.authenticated.delete(pid)
  const framework = state.frameworks.get(state.schedulerPids.get(pid) ?? '')
  if (framework?.connected) return cutOff(state, framework)
  const agent = state.agents.registered.get(state.agents.byPid.get(pid) ?? '')
  return agent ? disconnect(state, agent, now) : []
}

/** A scheduler that is there all the same would never notice: it is told, and its driver gives up. */
const cutOff = (state: MasterState, framework: Framework): Effect[] => {
  const told = notify(framework, { type: 'ERROR', error: { message: 'Framework disconnected' } })
  return [...told, ...disconnectFramework(state, framework)]
}
