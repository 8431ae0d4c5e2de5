import { leave } from '../agents/leave.ts'
import { rememberRemoved, removed } from '../agents/removed.ts'
import { info } from '../log.ts'
import type { Transition } from './transition.ts'

export const agentRemoved: Transition<'agent-removed'> = (state, { agentId, why, reason }, now) => {
  const agent = state.agents.registered.get(agentId)
  state.agents.inTransition.delete(agentId)
  if (agent === undefined) return []
  const effects = leave(state, agent, removed(why), now)
  rememberRemoved(state, agentId, now)
  return [
    ...effects,
    { kind: 'count', metric: 'master/slave_removals' },
    ...(reason ? [{ kind: 'count', metric: `master/slave_removals/reason_${reason}` } as const] : []),
    info('an agent is removed', { agent: agentId, why }),
  ]
}
