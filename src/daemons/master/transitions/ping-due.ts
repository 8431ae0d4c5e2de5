import { ping } from '../agents/ping.ts'
import { markUnreachable } from '../agents/unreachable.ts'
import type { Transition } from './transition.ts'

/** The time of an answer is over. Pinging goes on while the registry writes: until it has, a pong brings the agent back. */
export const pingDue: Transition<'ping-due'> = (state, { agentId }, now) => {
  const agent = state.agents.registered.get(agentId)
  if (agent === undefined) return []
  agent.observer.missed = agent.observer.waiting ? agent.observer.missed + 1 : 0
  const silent = agent.observer.missed >= state.settings.maxAgentPingTimeouts
  return [...ping(state, agent), ...(silent ? markUnreachable(state, agent, 'it did not answer pings', now) : [])]
}
