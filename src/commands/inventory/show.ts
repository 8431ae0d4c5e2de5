import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { describeHost } from '../../inventory/describe.ts'
import { matchHosts } from '../../inventory/match-hosts.ts'
import { loadInventory } from '../../inventory/sources/load.ts'
import { inventoryFlag, inventoryOf, loadOptions, readFlags } from '../../provisioning/run/run-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { hostLines, hostsSummary } from '../../ui/terminal/inventory-view.ts'

export default class InventoryShow extends BaseCommand<typeof InventoryShow> {
  static override summary = 'show a host’s variables, each with its value and where it comes from'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node-1 -i inventory/cluster.yml',
    "<%= config.bin %> <%= command.id %> 'followers' -i inventory/cluster.yml --json",
  ]
  static override args = {
    pattern: Args.string({ description: 'which hosts; as --limit. Without it all, and more than ten in a summary' }),
  }
  static override flags = { ...readFlags, ...inventoryFlag }

  async run(): Promise<ResultOf<'inventory show'>> {
    const inventory = await loadInventory(await inventoryOf(this.flags), await loadOptions(this.flags))
    const hosts = matchHosts(inventory, this.args.pattern ?? 'all').map(host => describeHost(inventory, host))
    if (this.args.pattern === undefined && hosts.length > mostInFull) {
      for (const line of hostsSummary(hosts, this.palette)) this.log(line)
      return { hosts }
    }
    for (const [index, host] of hosts.entries()) {
      if (index > 0) this.log('')
      for (const line of hostLines(host, this.palette)) this.log(line)
    }
    return { hosts }
  }
}

const mostInFull = 10
