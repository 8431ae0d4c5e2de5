import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { matchHosts } from '../../inventory/match-hosts.ts'
import { loadInventory } from '../../inventory/sources/load.ts'
import { inventoryFlag, inventoryOf, loadOptions, readFlags } from '../../provisioning/run/run-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class InventoryHosts extends BaseCommand<typeof InventoryHosts> {
  static override summary = 'list the hosts that a pattern means, as --limit would take them'
  static override examples = [
    "<%= config.bin %> <%= command.id %> 'followers:!node-5' -i inventory/cluster.yml",
    '<%= config.bin %> <%= command.id %> -i inventory/cluster.yml',
  ]
  static override args = {
    pattern: Args.string({ default: 'all', description: 'names, groups, wildcards, a:b, a:&b, a:!b' }),
  }
  static override flags = { ...readFlags, ...inventoryFlag }

  async run(): Promise<ResultOf<'inventory hosts'>> {
    const inventory = await loadInventory(await inventoryOf(this.flags), await loadOptions(this.flags))
    const hosts = matchHosts(inventory, this.args.pattern)
    for (const host of hosts) this.log(host)
    return { hosts }
  }
}
