import { scheduleDeparture } from '../agents/departures.ts'
import { ping } from '../agents/ping.ts'
import type { Transition } from './transition.ts'

/** The time of an answer is over. Pinging goes on while the agent waits to be marked unreachable: until then a pong keeps it. */
export const pingDue: Transition<'ping-due'> = (state, { agentId }, now) => {
  const agent = state.agents.registered.get(agentId)
  if (agent === undefined) return []
  agent.observer.missed = agent.observer.waiting ? agent.observer.missed + 1 : 0
  const silent = agent.observer.missed >= state.settings.maxAgentPingTimeouts
  return [...ping(state, agent), ...(silent ? scheduleDeparture(state, agentId, 'silent', now) : [])]
}
