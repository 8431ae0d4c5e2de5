import { Args } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { lastInventory } from '../cluster/known-clusters.ts'
import { exitCode } from '../errors.ts'
import { findDrift } from '../provisioning/run/drift.ts'
import { judge } from '../provisioning/run/judge.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { observeOptions, prepareOptions, runFlags } from '../provisioning/run/run-flags.ts'
import type { ResultOf } from '../results/catalog.ts'
import { driftLines } from '../ui/terminal/drift-view.ts'

export default class Drift extends BaseCommand<typeof Drift> {
  static override summary = 'show what on the hosts is not as the last run left it'
  static override description =
    'Compares files, links, units, packages and the release’s own files with what was applied, and looks for masters and agents that mantl did not start. Exits with 6 when something differs. `mantl plan` shows what provision would do about it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> inventory/cluster.yml',
    { description: 'for a monitor', command: '<%= config.bin %> <%= command.id %> inventory/cluster.yml --json' },
  ]
  static override args = {
    inventory: Args.string({ description: 'whose hosts; default: the one provisioned last' }),
  }
  static override flags = { ...runFlags }

  async run(): Promise<ResultOf<'drift'>> {
    const inventory = this.args.inventory ?? (await lastInventory())
    const prepared = await prepare(await prepareOptions(inventory, this.flags))
    const { hosts, looked } = await findDrift(prepared, observeOptions(this.flags))
    for (const line of driftLines(hosts, this.palette)) this.log(line)
    judge(looked)
    if (hosts.some(({ drift }) => drift.length > 0)) process.exitCode = exitCode.drift
    return { inventory, hosts }
  }
}
