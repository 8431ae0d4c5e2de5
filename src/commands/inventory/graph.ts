import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { lastInventory } from '../../cluster/known-clusters.ts'
import { groupTree } from '../../inventory/describe.ts'
import { loadInventory } from '../../inventory/sources/load.ts'
import { loadOptions, readFlags } from '../../provisioning/run/run-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { graphLines } from '../../ui/terminal/inventory-view.ts'

export default class InventoryGraph extends BaseCommand<typeof InventoryGraph> {
  static override summary = 'draw an inventory’s groups and hosts as a tree'
  static override examples = ['<%= config.bin %> <%= command.id %> inventory/cluster.yml']
  static override args = {
    inventory: Args.string({ description: 'default: the one provisioned last' }),
  }
  static override flags = { ...readFlags }

  async run(): Promise<ResultOf<'inventory graph'>> {
    const path = this.args.inventory ?? (await lastInventory())
    const tree = groupTree(await loadInventory(path, await loadOptions(this.flags)))
    for (const line of graphLines(tree, this.palette)) this.log(line)
    return tree
  }
}
