import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { confirm } from '../../command-line/confirm.ts'
import { MantlError } from '../../errors.ts'
import { agentName } from '../../mesos/clients/agent-name.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { agentArg, theAgent } from '../../upkeep/agent-arg.ts'
import { tellLeader } from '../../upkeep/calls.ts'

export default class AgentsGone extends BaseCommand<typeof AgentsGone> {
  static override summary = 'say that an agent will never come back, nor its tasks and volumes'
  static override description =
    'Frameworks hear that its tasks are gone and may start them elsewhere; if the agent runs after all, it is told to stop. This can’t be taken back: to end the tasks in peace first, use `mantl agents drain --mark-gone`.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node3',
    '<%= config.bin %> <%= command.id %> S3 --yes',
  ]
  static override args = { ...agentArg }
  static override flags = { ...clusterFlags, yes: Flags.boolean({ char: 'y', summary: 'do not ask', default: false }) }

  async run(): Promise<ResultOf<'agents gone'>> {
    const options = await leaderOptions(this.flags)
    const agent = await theAgent(options, this.args.agent)
    const { id, tasks = 0 } = agent
    const called = agentName(agent)
    const name = called === id ? id : `${called} (${id})`
    await confirm(
      {
        text: `give up ${name} for good${tasks === 0 ? '' : `, with ${tasks === 1 ? 'the task' : `the ${tasks} tasks`} that it runs`}`,
        yes: this.flags.yes,
        json: this.jsonEnabled(),
        command: 'agents gone',
      },
      new MantlError('agent.declined', 'nothing was changed'),
    )
    await tellLeader({ type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id: { value: id } } }, options)
    this.log(`${called}  gone`)
    return { agent: id, state: 'gone' }
  }
}
