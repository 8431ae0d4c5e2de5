import { addressOf, answerInadmissible, inadmissible } from '../agents/admissible.ts'
import { cancelDeparture } from '../agents/departures.ts'
import { readmit } from '../agents/readmit.ts'
import type { Effect, RegistryChange } from '../effects.ts'
import type { EventOf } from '../events.ts'
import { warning } from '../log.ts'
import { sameMessage } from '../resources.ts'
import { send } from '../send.ts'
import type { Agent, MasterState } from '../state.ts'
import { validateReregistration } from '../validation/agent.ts'
import type { Transition } from './transition.ts'

type Reregister = EventOf<'reregister-agent'>

/** An agent that has an id comes back. The registry is written only where it does not say the same already. */
export const reregisterAgent: Transition<'reregister-agent'> = (state, event, now) => {
  const { from, message } = event
  const id = message.agent.id?.value
  if (id === undefined) return [warning('an agent re-registers without an id', { pid: from })]
  const refusal = inadmissible(state, from, message, validateReregistration(message))
  if (refusal) return answerInadmissible(from, refusal)
  if (state.agents.gone.has(id)) return shutdown(from, id, 'Agent has been marked gone')
  if (state.agents.inTransition.has(id)) return []
  const other = state.agents.registered.get(state.agents.byPid.get(from) ?? '')
  if (other?.connected && other.id !== id)
    return [warning('two agents at one address', { agents: [id, other.id], from })]
  const agent = state.agents.registered.get(id)
  if (agent && moved(agent, event)) return shutdown(from, id, MOVED)

  const stays = cancelDeparture(state, id)
  const known = agent ?? state.agents.recovered.get(id)
  if (known && sameMessage(known.info, message.agent)) return [...stays, ...readmit(state, event, now)]
  state.agents.inTransition.set(id, 'readmitting')
  return [...stays, { kind: 'store', changes: changes(state, id, event), next: { ...event, kind: 'agent-readmitted' } }]
}

const MOVED = 'The agent re-registers with another address or host name; start it with a fresh work_dir'

/** An agent that moves can't keep its id: its tasks' addresses would be wrong. */
const moved = (agent: Agent, { from, message }: Reregister) =>
  agent.info.hostname !== message.agent.hostname || addressOf(agent.pid) !== addressOf(from)

const shutdown = (pid: string, agent: string, why: string): Effect[] => [
  warning('an agent may not come back', { agent, pid, why }),
  send(pid, 'ShutdownMessage', { message: why }),
]

const changes = (state: MasterState, id: string, { message }: Reregister): RegistryChange[] => {
  const put: RegistryChange = { kind: 'put', record: { area: 'agents', key: id, value: { info: message.agent } } }
  return state.agents.unreachable.has(id) ? [{ kind: 'delete', area: 'unreachable', key: id }, put] : [put]
}
