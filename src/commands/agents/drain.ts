import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { timeFlag } from '../../cluster/time-flag.ts'
import { agentName } from '../../mesos/clients/agent-name.ts'
import type { LeaderOptions } from '../../mesos/clients/leader.ts'
import { onInterrupt } from '../../provisioning/run/interrupt.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { drainLine } from '../../ui/terminal/agents-view.ts'
import { agentArg, theAgent } from '../../upkeep/agent-arg.ts'
import type { ClusterAgent } from '../../upkeep/cluster-agents.ts'
import { awaitDrained, cancelDrain, type DrainRequest, startDrain } from '../../upkeep/drain.ts'

export default class AgentsDrain extends BaseCommand<typeof AgentsDrain> {
  static override summary = 'end an agent’s tasks and let no new ones come'
  static override description =
    'The leader goes on with it by itself, through changes of the leader and restarts of the agent, until the agent is empty; `mantl agents reactivate` takes the agent back after that.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node3 --wait',
    '<%= config.bin %> <%= command.id %> node3 --max-grace-period 5m --mark-gone',
    '<%= config.bin %> <%= command.id %> node3 --cancel',
  ]
  static override args = { ...agentArg }
  static override flags = {
    ...clusterFlags,
    'max-grace-period': timeFlag('max-grace-period', 'tasks get no more time than this to end in peace'),
    'mark-gone': Flags.boolean({ summary: 'the agent is gone for good when it is empty', default: false }),
    wait: Flags.boolean({ char: 'w', summary: 'wait until it is empty, and say what it waits for', default: false }),
    cancel: Flags.boolean({
      summary: 'end a drain before its time: the agent is offered again, tasks told to end do so',
      default: false,
      exclusive: ['max-grace-period', 'mark-gone', 'wait'],
    }),
  }

  async run(): Promise<ResultOf<'agents drain'>> {
    const options = await leaderOptions(this.flags)
    const agent = await theAgent(options, this.args.agent)
    if (this.flags.cancel) return this.cancel(agent, options)
    const request = { maxGracePeriod: this.flags['max-grace-period'], markGone: this.flags['mark-gone'] }
    await startDrain(agent.id, request, options)
    if (this.flags.wait) return this.wait(agent, request, options)
    this.log(`${agentName(agent)}  draining`)
    this.progress('`mantl agents list` shows what it waits for')
    return { agent: agent.id, state: 'draining' }
  }

  private async cancel(agent: ClusterAgent, options: LeaderOptions): Promise<ResultOf<'agents drain'>> {
    await cancelDrain(agent.id, options)
    this.log(`${agentName(agent)}  ${this.palette.green('active')}, its drain is cancelled`)
    return { agent: agent.id, state: 'active' }
  }

  private async wait(
    agent: ClusterAgent,
    request: DrainRequest,
    options: LeaderOptions,
  ): Promise<ResultOf<'agents drain'>> {
    using interrupt = onInterrupt(() => {})
    let said = ''
    const look = (line: string) => {
      if (line !== said) this.progress(line)
      said = line
    }
    const waiting = { look: (drain: Parameters<typeof drainLine>[0]) => look(drainLine(drain)), stop: interrupt.signal }
    const state = await awaitDrained(agent.id, request, options, waiting)
    this.log(`${agentName(agent)}  ${this.palette.green(state)}`)
    return { agent: agent.id, state }
  }
}
