import { agentActivity } from '../allocation.ts'
import { forgetDeactivation, isKnown, takeDeactivation } from '../draining/deactivations.ts'

import { drainedIfEmpty } from '../draining/drained.ts'
import { tellOfDrain } from '../draining/tell-agent.ts'
import type { Effect } from '../effects.ts'
import { rescindInverseOffers } from '../maintenance/inverse-offers.ts'
import { rescindAll } from '../offers/withdraw.ts'
import type { Transition } from './transition.ts'

/** The registry has the agent as put aside, with its drain where it has one. `drainNow`: the agent is to hear of it. */
export const agentDeactivated: Transition<'agent-deactivated'> = (state, event, now) => {
  const { agentId, deactivation, drainNow = false, request } = event
  const reply = (status: number, body?: string): Effect[] =>
    request === undefined ? [] : [{ kind: 'reply', request, status, ...(body !== undefined && { body }) }]
  if (!isKnown(state, agentId)) {
    const changes = forgetDeactivation(state, agentId)
    const next = { kind: 'registry-pruned', unreachable: [], gone: [] } as const
    return [
      ...(changes.length > 0 ? [{ kind: 'store', changes, next } as const] : []),
      ...reply(409, 'Agent removed while processing the call'),
    ]
  }
  if (!state.agents.deactivated.written.has(agentId)) return reply(200) // taken back since, or going
  state.agents.deactivated.inForce.set(agentId, deactivation)
  if (deactivation.drain) state.agents.deactivated.cancelled.delete(agentId)
  const agent = state.agents.registered.get(agentId)
  if (agent === undefined) return reply(200)
  takeDeactivation(state, agent)
  return [
    ...agentActivity(state, agent),
    ...rescindAll(state, agent.offers),
    ...rescindInverseOffers(state, agent.inverseOffers),
    ...(drainNow ? tellOfDrain(state, agent) : []),
    ...reply(200),
    ...drainedIfEmpty(state, agent, now),
  ]
}
