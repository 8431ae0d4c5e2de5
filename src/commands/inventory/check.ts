import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { prepare } from '../../provisioning/run/prepare.ts'
import { prepareOptions, readFlags } from '../../provisioning/run/run-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { problemLines } from '../../ui/terminal/problem-view.ts'

export default class InventoryCheck extends BaseCommand<typeof InventoryCheck> {
  static override summary = 'name everything that is wrong with an inventory, without touching a host'
  static override examples = ['<%= config.bin %> <%= command.id %> inventory/cluster.yml']
  static override args = {
    inventory: Args.string({
      required: true,
      description: 'a file, folder, program or Terraform state, or - for standard input',
    }),
  }
  static override flags = { ...readFlags }

  async run(): Promise<ResultOf<'inventory check'>> {
    const { cluster, warnings } = await prepare(await prepareOptions(this.args.inventory, this.flags))
    for (const line of problemLines(warnings, this.palette)) this.log(line)
    const count = cluster.hosts.length
    this.log(`${this.palette.green('fine')}: ${count} ${count === 1 ? 'host' : 'hosts'}`)
    return { hosts: count, warnings }
  }
}
