import { leave } from '../agents/leave.ts'
import { removed } from '../agents/removed.ts'
import { info } from '../log.ts'
import { trim } from '../tasks/remove.ts'
import type { Transition } from './transition.ts'

const REMEMBERED = 100_000 // as many as Mesos

export const agentRemoved: Transition<'agent-removed'> = (state, { agentId, why }, now) => {
  const agent = state.agents.registered.get(agentId)
  state.agents.inTransition.delete(agentId)
  if (agent === undefined) return []
  const effects = leave(state, agent, removed(why), now)
  state.agents.removed.set(agentId, now)
  trim(state.agents.removed, REMEMBERED)
  return [
    ...effects,
    { kind: 'count', metric: 'master/slave_removals' },
    { kind: 'count', metric: 'master/slave_removals/reason_unregistered' },
    info('an agent is removed', { agent: agentId, why }),
  ]
}
