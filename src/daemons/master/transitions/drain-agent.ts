import { isKnown, writeDeactivation } from '../draining/deactivations.ts'
import type { EventOf } from '../events.ts'
import { warning } from '../log.ts'
import type { Drain, MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** An operator wants the agent to run nothing any more. Once more, with another configuration, it begins anew. */
export const drainAgent: Transition<'drain-agent'> = (state, event, now) => {
  const { agentId, config, request } = event
  const refused = refusal(state, event)
  if (refused) return [{ kind: 'reply', request, ...refused }]
  const drain: Drain = { state: 'DRAINING', config, startedAt: now }
  const deactivation = { since: state.agents.deactivated.written.get(agentId)?.since ?? now, drain }
  return [
    warning('draining an agent', { agent: agentId, ...config }),
    writeDeactivation(state, agentId, deactivation, {
      kind: 'agent-deactivated',
      agentId,
      deactivation,
      drainNow: true,
      request,
    }),
  ]
}

/** In Mesos' order. Of an agent that is away nobody knows its machine and its capabilities. */
const refusal = (state: MasterState, { agentId }: EventOf<'drain-agent'>) => {
  const agent = state.agents.registered.get(agentId)
  if (agent?.maintenance) {
    return { status: 400, body: `Agent ${agentId} is part of a maintenance schedule: its machine drains already` }
  }
  if (agent && !agent.capabilities.has('AGENT_DRAINING')) {
    return { status: 400, body: `Agent ${agentId} is not capable of draining` }
  }
  return notNow(state, agentId)
}

/** Also for putting an agent aside without a drain. */
export const notNow = (state: MasterState, agentId: string) => {
  const underWay = state.agents.inTransition.get(agentId)
  if (!isKnown(state, agentId) || underWay === 'removing') return { status: 400, body: 'Unknown agent' }
  if (underWay === 'marking-gone') return { status: 409, body: 'Agent is currently being marked gone' }
  return undefined
}
