import { enterAgent, newAgent } from '../agents/add.ts'
import { registered } from '../agents/answers.ts'
import { leave } from '../agents/leave.ts'
import { rememberRemoved, removed } from '../agents/removed.ts'
import type { Effect } from '../effects.ts'
import { info } from '../log.ts'
import { sentHomeIfDown } from '../maintenance/agents.ts'
import { postRefinement, totalOf } from '../resources.ts'
import type { Agent, MasterState } from '../state.ts'
import type { Transition } from './transition.ts'

/** The registry knows the new agent: it may be told its id. */
export const agentAdmitted: Transition<'agent-admitted'> = (state, { from, message, agentId, replaces }, now) => {
  state.agents.inTransition.delete(from)
  const old = state.agents.registered.get(replaces ?? '')
  const effects = old ? supplant(state, old, now) : []
  const checkpointed = postRefinement(message.checkpointed_resources)
  const agentInfo = { ...message.agent, id: { value: agentId } }
  const agent = newAgent(
    state,
    {
      info: agentInfo,
      pid: from,
      version: message.version!,
      capabilities: message.agent_capabilities ?? [],
      total: totalOf(agentInfo, checkpointed),
      checkpointed,
      resourceVersionUuid: message.resource_version_uuid?.value,
    },
    now,
  )
  return [
    ...effects,
    ...enterAgent(state, agent),
    registered(state, agent),
    ...sentHomeIfDown(state, agent),
    { kind: 'count', metric: 'master/slave_registrations' },
    info('an agent registered', { agent: agentId, pid: from, hostname: agent.info.hostname }),
  ]
}

const supplant = (state: MasterState, old: Agent, now: number): Effect[] => {
  const effects = leave(state, old, removed('a new agent registered at the same address'), now)
  rememberRemoved(state, old.id, now)
  return [
    ...effects,
    { kind: 'count', metric: 'master/slave_removals' },
    { kind: 'count', metric: 'master/slave_removals/reason_registered' },
  ]
}
