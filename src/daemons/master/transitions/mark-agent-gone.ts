import { warning } from '../log.ts'
import type { Transition } from './transition.ts'

/** An operator says that the agent, and all that it held, will not come back. */
export const markAgentGone: Transition<'mark-agent-gone'> = (state, event, now) => {
  const { agentId, request } = event
  const { registered, recovered, unreachable, gone, inTransition } = state.agents
  const reply = (status: number, body?: string) =>
    request === undefined ? [] : [{ kind: 'reply', request, status, body } as const]
  if (gone.has(agentId)) return reply(200)
  if (inTransition.has(agentId)) return reply(503, `Agent is being changed: ${inTransition.get(agentId)}`)
  if (!registered.has(agentId) && !recovered.has(agentId) && !unreachable.has(agentId)) {
    return reply(404, `Agent ${agentId} is not known`)
  }
  inTransition.set(agentId, 'marking-gone')
  const id = { value: agentId }
  return [
    warning('marking an agent gone', { agent: agentId }),
    {
      kind: 'store',
      changes: [
        { kind: 'delete', area: 'agents', key: agentId },
        { kind: 'delete', area: 'unreachable', key: agentId },
        {
          kind: 'put',
          record: { area: 'gone', key: agentId, value: { id, timestamp: { nanoseconds: now * 1e6 } } },
        },
      ],
      next: { kind: 'agent-gone', agentId, since: now, request },
    },
  ]
}
