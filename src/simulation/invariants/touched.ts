import type { Effect } from '../../daemons/master/effects.ts'
import type { Event } from '../../daemons/master/events.ts'
import type { Agent, MasterState } from '../../daemons/master/state.ts'
import { offersIn } from './told.ts'

/** The registered agents whose books a leader's event may have changed. Events about a framework as a whole: all that it is on. */
export const touchedAgents = (state: MasterState, event: Event, effects: readonly Effect[]): Set<Agent> => {
  const touched = new Set<Agent>()
  const add = (id: string | undefined) => {
    const agent = state.agents.registered.get(id ?? '')
    if (agent) touched.add(agent)
  }
  const { agentId, message, update, call } = event as any
  add(agentId)
  add(message?.agent?.id?.value ?? message?.agent_id?.value)
  add(update?.agent_id?.value)
  add(call?.agent_id?.value)
  for (const effect of effects) {
    if (effect.kind === 'send') add(state.agents.byPid.get(effect.to))
    for (const offer of offersIn(effect)) add(offer.agent_id.value)
  }
  return touched
}
