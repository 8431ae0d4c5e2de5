import { forgetDeactivation } from '../draining/deactivations.ts'
import type { Effect } from '../effects.ts'
import type { EventOf } from '../events.ts'
import type { Agent, MasterState } from '../state.ts'

/** Takes a registered agent out of the registry; `agent-removed` follows. Nothing while another write about it is under way. */
export const removeForGood = (
  state: MasterState,
  agent: Agent,
  why: string,
  reason?: EventOf<'agent-removed'>['reason'],
): Effect[] => {
  if (state.agents.inTransition.has(agent.id)) return []
  state.agents.inTransition.set(agent.id, 'removing')
  return [
    {
      kind: 'store',
      changes: [{ kind: 'delete', area: 'agents', key: agent.id }, ...forgetDeactivation(state, agent.id)],
      next: { kind: 'agent-removed', agentId: agent.id, why, reason },
    },
  ]
}
