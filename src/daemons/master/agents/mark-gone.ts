import { forgetDeactivation } from '../draining/deactivations.ts'
import type { Effect } from '../effects.ts'
import { warning } from '../log.ts'
import type { MasterState } from '../state.ts'

/** Writes down that the agent, known and in no transition, will not come back; `agent-gone` follows. */
export const markGone = (state: MasterState, agentId: string, now: number, request?: number): Effect[] => {
  state.agents.inTransition.set(agentId, 'marking-gone')
  const value = { id: { value: agentId }, timestamp: { nanoseconds: now * 1e6 } }
  return [
    warning('marking an agent gone', { agent: agentId }),
    {
      kind: 'store',
      changes: [
        { kind: 'delete', area: 'agents', key: agentId },
        { kind: 'delete', area: 'unreachable', key: agentId },
        ...forgetDeactivation(state, agentId),
        { kind: 'put', record: { area: 'gone', key: agentId, value } },
      ],
      next: { kind: 'agent-gone', agentId, since: now, request },
    },
  ]
}
