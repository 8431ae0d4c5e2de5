import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { lastInventory } from '../../cluster/known-clusters.ts'
import { readHistory } from '../../provisioning/run/history.ts'
import { judge } from '../../provisioning/run/judge.ts'
import { prepare } from '../../provisioning/run/prepare.ts'
import { observeOptions, prepareOptions, runFlags } from '../../provisioning/run/run-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { historyLines, runData } from '../../ui/terminal/history-view.ts'

export default class History extends BaseCommand<typeof History> {
  static override summary = 'show the runs that changed the hosts: who, when, what, how they ended'
  static override examples = [
    '<%= config.bin %> <%= command.id %> inventory/cluster.yml',
    {
      description: 'those of some hosts',
      command: '<%= config.bin %> <%= command.id %> inventory/cluster.yml -l node-4',
    },
  ]
  static override args = {
    inventory: Args.string({ description: 'whose hosts; default: the one provisioned last' }),
  }
  static override flags = {
    ...runFlags,
    last: Flags.integer({ char: 'n', summary: 'how many runs', default: 20, min: 1 }),
  }

  async run(): Promise<ResultOf<'history'>> {
    const inventory = this.args.inventory ?? (await lastInventory())
    const prepared = await prepare(await prepareOptions(inventory, this.flags))
    const { runs, looked } = await readHistory(prepared, observeOptions(this.flags))
    const shown = runs.slice(0, this.flags.last)
    for (const line of historyLines(shown, this.palette)) this.log(line)
    judge(looked)
    return { inventory, runs: shown.map(runData) }
  }
}
