import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { agentName } from '../../mesos/clients/agent-name.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { agentLines, drainLine } from '../../ui/terminal/agents-view.ts'
import { listAgents } from '../../upkeep/cluster-agents.ts'
import { listDrains } from '../../upkeep/drains.ts'

export default class AgentsList extends BaseCommand<typeof AgentsList> {
  static override summary = 'list the agents, those put aside too, and what drains wait for'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'agents list'>> {
    const options = await leaderOptions(this.flags)
    const [agents, drains] = await Promise.all([listAgents(options), listDrains(options)])
    if (agents.length === 0) this.progress('no agents')
    else for (const line of agentLines(agents)) this.log(line)
    const draining = drains.filter(({ state }) => state === 'DRAINING')
    if (draining.length > 0) this.log('')
    const names = new Map(agents.map(agent => [agent.id, agentName(agent)]))
    for (const drain of draining)
      this.log(`${names.get(drain.agent_id) ?? drain.hostname ?? drain.agent_id}  ${drainLine(drain)}`)
    return { agents, drains }
  }
}
