import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { agentName } from '../../mesos/clients/agent-name.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { agentArg, theAgent } from '../../upkeep/agent-arg.ts'
import { tellLeader } from '../../upkeep/calls.ts'

export default class AgentsDeactivate extends BaseCommand<typeof AgentsDeactivate> {
  static override summary = 'offer nothing more of an agent; what runs there goes on'
  static override examples = ['<%= config.bin %> <%= command.id %> node3']
  static override args = { ...agentArg }
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'agents deactivate'>> {
    const options = await leaderOptions(this.flags)
    const agent = await theAgent(options, this.args.agent)
    const { id } = agent
    await tellLeader({ type: 'DEACTIVATE_AGENT', deactivate_agent: { agent_id: { value: id } } }, options)
    this.log(`${agentName(agent)}  deactivated`)
    return { agent: id, state: 'deactivated' }
  }
}
