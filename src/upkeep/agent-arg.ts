import { Args } from '@oclif/core'
import type { LeaderOptions } from '../mesos/clients/leader.ts'
import { type ClusterAgent, listAgents } from './cluster-agents.ts'
import { findAgent } from './find-agent.ts'

export const agentArg = {
  agent: Args.string({
    required: true,
    description: 'host name, HOST:PORT or id of the agent, the start of one of them, or the end of the id: S3',
  }),
}

/** The one that is meant. What looks like a whole id is taken at its word: the leader knows more agents than it lists. */
export const theAgent = async (options: LeaderOptions, wanted: string): Promise<ClusterAgent> => {
  const agents = await listAgents(options)
  const unlisted = /^.+-S\d+$/.test(wanted) && !agents.some(({ id }) => id === wanted)
  return unlisted ? { id: wanted, hostname: '', address: '', state: 'unreachable' } : findAgent(agents, wanted)
}
