import type { Effect } from '../effects.ts'
import { warning } from '../log.ts'
import type { MasterState } from '../state.ts'

/**
 * Writes down that the agent, a registered or a recovered one, can't be reached; `agent-unreachable` follows. Nothing while another
 * write about it is under way.
 */
export const markUnreachable = (state: MasterState, id: string, why: string, now: number): Effect[] => {
  const { registered, recovered, inTransition } = state.agents
  if (inTransition.has(id) || !(registered.has(id) || recovered.has(id))) return []
  inTransition.set(id, 'marking-unreachable')
  const { hostname, port } = (registered.get(id) ?? recovered.get(id)!).info
  const value = {
    id: { value: id },
    timestamp: { nanoseconds: now * 1e6 },
    hostname,
    ...(port !== undefined && { port }),
  }
  return [
    warning('marking an agent unreachable', { agent: id, why }),
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
