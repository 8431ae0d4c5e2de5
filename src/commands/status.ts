import { Args } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { clusterFlags, leaderOptions } from '../cluster/cluster-flags.ts'
import { clusterStatus } from '../cluster/cluster-status.ts'
import { knownClusters } from '../cluster/known-clusters.ts'
import { MantlError } from '../errors.ts'
import { absoluteInventory } from '../inventory/sources/load.ts'
import type { ResultOf } from '../results/catalog.ts'
import { statusLines } from '../ui/terminal/status-view.ts'

export default class Status extends BaseCommand<typeof Status> {
  static override summary = 'show leaders, followers and what runs'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> inventory/cluster.yml --json',
    '<%= config.bin %> <%= command.id %> --master 10.0.0.1:5050',
  ]
  static override args = {
    inventory: Args.string({ description: 'the cluster that this inventory made; default: the one provisioned last' }),
  }
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'status'>> {
    const status = await clusterStatus(await leaderOptions({ ...this.flags, ...(await this.leadersOfInventory()) }))
    for (const line of statusLines(status, this.palette)) this.log(line)
    return status
  }

  private async leadersOfInventory(): Promise<{ master?: string }> {
    if (this.args.inventory === undefined) return {}
    const path = await absoluteInventory(this.args.inventory)
    const cluster = (await knownClusters()).find(({ inventory }) => inventory === path)
    if (cluster) return { master: cluster.leaders.join(',') }
    throw new MantlError('usage.inventory', `${this.args.inventory} was not provisioned from here`, {
      hint: `mantl provision ${this.args.inventory}, or name a leader: --master HOST:PORT`,
    })
  }
}
