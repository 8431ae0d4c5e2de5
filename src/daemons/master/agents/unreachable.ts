import type { Effect } from '../effects.ts'
import { warning } from '../log.ts'
import type { Agent, MasterState, RecoveredAgent } from '../state.ts'

/** Writes down that the agent can't be reached; `agent-unreachable` follows. Nothing while another write about it is under way. */
export const markUnreachable = (
  state: MasterState,
  agent: Pick<Agent, 'id'> & Pick<RecoveredAgent, 'drain' | 'deactivated'>,
  why: string,
  now: number,
): Effect[] => {
  const { id, drain, deactivated } = agent
  if (state.agents.inTransition.has(id)) return []
  state.agents.inTransition.set(id, 'marking-unreachable')
  const value = {
    id: { value: id },
    timestamp: { nanoseconds: now * 1e6 },
    ...(drain && { drain_info: { state: drain.state, config: drain.config } }),
    ...(deactivated && { deactivated }),
  }
  return [
    warning('marking an agent unreachable', { agent: id, why }),
    { kind: 'count', metric: 'master/slave_unreachable_scheduled' },
    {
      kind: 'store',
      changes: [
        { kind: 'delete', area: 'agents', key: id },
        { kind: 'put', record: { area: 'unreachable', key: id, value } },
      ],
      next: { kind: 'agent-unreachable', agentId: id, since: now },
    },
  ]
}
