import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { clusterFlags, loginOf } from '../cluster/cluster-flags.ts'
import { rememberCluster } from '../cluster/known-clusters.ts'
import { timeFlag } from '../cluster/time-flag.ts'
import { confirm } from '../command-line/confirm.ts'
import { MantlError } from '../errors.ts'
import { absoluteInventory, loadInventory } from '../inventory/sources/load.ts'
import { removeHosts } from '../inventory/sources/remove-hosts.ts'
import { planData } from '../provisioning/model/plan-data.ts'
import { clusterOf } from '../provisioning/run/cluster-of.ts'
import { onInterrupt } from '../provisioning/run/interrupt.ts'
import { judge, reportData } from '../provisioning/run/judge.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { planRemoval, type RemovalRun } from '../provisioning/run/remove.ts'
import {
  changeFlags,
  inventoryFlag,
  inventoryOf,
  loadOptions,
  observeOptions,
  prepareOptions,
} from '../provisioning/run/run-flags.ts'
import type { ResultOf } from '../results/catalog.ts'
import { createApplyView } from '../ui/terminal/apply-view.ts'
import { leavingLines } from '../ui/terminal/leaving-lines.ts'
import { progressWriter } from '../ui/terminal/line-writer.ts'
import { planLines } from '../ui/terminal/plan-view.ts'
import { reportLines, stayingLines } from '../ui/terminal/report-view.ts'

const { limit: _limit, ...flags } = changeFlags

export default class Remove extends BaseCommand<typeof Remove> {
  static override summary = 'take hosts out of a cluster: drain them, remove what mantl made there, forget them'
  static override description =
    'Their agents are drained and then gone for good; what mantl made on them is removed; the other hosts learn that they are gone; and the inventory does not name them any more, where it is YAML that names each by itself. Run it again where it was broken off.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node-5',
    "<%= config.bin %> <%= command.id %> 'old-*' -i inventory/cluster.yml --patience 1h",
    { description: 'a host that will never be back', command: '<%= config.bin %> <%= command.id %> node-5 --lost' },
  ]
  static override args = {
    hosts: Args.string({ required: true, description: 'which: names, groups, wildcards, as for --limit' }),
  }
  static override flags = {
    ...inventoryFlag,
    ...flags,
    principal: clusterFlags.principal,
    'secret-file': clusterFlags['secret-file'],
    lost: Flags.boolean({
      summary: 'they cannot be reached any more: only forget them, with their tasks and volumes',
      default: false,
    }),
    agent: Flags.string({
      summary:
        'with --lost: id of their agent, where the leader does not tell on which host it was; may be given several times',
      helpValue: 'ID',
      multiple: true,
      dependsOn: ['lost'],
    }),
    patience: timeFlag('patience', 'how long tasks may take to end; default 10m'),
    yes: Flags.boolean({ char: 'y', summary: 'do not ask', default: false }),
  }

  async run(): Promise<ResultOf<'remove'>> {
    const inventory = await inventoryOf(this.flags)
    const leaving = await prepare({ ...(await prepareOptions(inventory, this.flags)), limit: this.args.hosts })
    const names = leaving.selected.map(({ name }) => name)
    if (names.length === leaving.cluster.hosts.length)
      throw new MantlError('remove.all', `${this.args.hosts} are all hosts, and a cluster needs some`, {
        hint: `npx mantl destroy ${inventory} removes the whole cluster`,
      })
    const staying = await prepare({ ...(await prepareOptions(inventory, this.flags)), without: names })
    const options = observeOptions(this.flags, `mantl remove ${this.args.hosts} -i ${inventory}`)
    const login = await loginOf(this.flags)
    const removal = await planRemoval(
      { leaving, staying, lost: this.flags.lost, agents: this.flags.agent ?? [], login },
      options,
    )
    try {
      this.show(removal)
      await this.confirm(names)
      using interrupt = onInterrupt(() => this.progress('\ninterrupted: changes under way are finished'))
      const listener = createApplyView(removal.plan, this.errorPalette, progressWriter(this.jsonEnabled()), this.flags)
      const { forks, patience: patienceMs = 600_000 } = this.flags
      const said = (line: string) => this.progress(line)
      const { signal } = interrupt
      const hosts = await removal.apply({ forks, signal, listener, run: options.owner!, patienceMs, said })
      listener.close()
      for (const line of reportLines(hosts, this.palette)) this.log(line)
      const stays = await removal.staying()
      for (const line of stayingLines(stays, this.palette)) this.log(line)
      judge(hosts)
      await rememberCluster(clusterOf(await absoluteInventory(inventory), staying.cluster))
      const edited = await this.forget(inventory, names)
      const agents = removal.agents.map(({ id, hostname, tasks }) => ({ id, hostname, tasks }))
      return { removed: names, agents, inventory: edited, ...planData(removal.plan), hosts: reportData(hosts), stays }
    } finally {
      await removal.close()
    }
  }

  private show({ plan, agents, strays, followers }: RemovalRun): void {
    for (const line of planLines(plan, this.errorPalette, this.planView)) this.progress(line)
    for (const line of leavingLines(agents, this.flags.lost)) this.progress(line)
    if (agents.length > 0 || followers.length === 0) return
    this.progress(`the leader knows no agent of ${followers.join(', ')}`)
    if (strays.length > 0)
      this.progress(
        `${this.errorPalette.yellow('note')}  it has given up ${strays.slice(0, 10).join(', ')}, and does not say where ${strays.length === 1 ? 'that one was' : 'they were'}: name the one that is lost with --lost --agent ID`,
      )
  }

  private confirm(names: readonly string[]): Promise<void> {
    return confirm(
      {
        text: `take ${names.join(', ')} out of the cluster`,
        yes: this.flags.yes,
        json: this.jsonEnabled(),
        command: 'remove',
      },
      new MantlError('remove.declined', 'nothing was changed'),
    )
  }

  private async forget(inventory: string, names: readonly string[]): Promise<ResultOf<'remove'>['inventory']> {
    const load = async () => loadInventory(inventory, await loadOptions(this.flags))
    const files = await removeHosts(await load(), names)
    const { hosts } = await load()
    const left = names.filter(name => hosts.has(name))
    const bold = this.palette.bold(names.join(', '))
    if (files.length > 0) this.log(`${files.join(', ')} does not name ${bold} any more`)
    for (const name of left) {
      const { file, line } = hosts.get(name)!.place
      this.progress(
        `${this.errorPalette.yellow('take out')} ${name} at ${file}:${line}, else the next provision brings it back`,
      )
    }
    this.log(this.palette.green('removed'))
    return { files, left }
  }
}
