import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { lastInventory } from '../cluster/known-clusters.ts'
import { examine } from '../provisioning/run/doctor.ts'
import { findDrift } from '../provisioning/run/drift.ts'
import { judge } from '../provisioning/run/judge.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { observeOptions, prepareOptions, runFlags } from '../provisioning/run/run-flags.ts'
import { writeSupportBundle } from '../provisioning/run/support-bundle.ts'
import type { ResultOf } from '../results/catalog.ts'

export default class SupportBundle extends BaseCommand<typeof SupportBundle> {
  static override summary = 'collect in one archive what somebody needs who is to help, without secrets'
  static override description =
    'Of each host: its system, processes, cgroups, the daemons’ configuration and logs, the journal of runs; of the cluster: what the doctor found and what drifted. Files that hold secrets are left out, and the inventory’s secrets are blotted out wherever they stand. Look into it before you send it.'
  static override examples = ['<%= config.bin %> <%= command.id %> inventory/cluster.yml --out support.tar.gz']
  static override args = {
    inventory: Args.string({ description: 'whose hosts; default: the one provisioned last' }),
  }
  static override flags = {
    ...runFlags,
    out: Flags.string({
      char: 'o',
      summary: 'the archive to make',
      default: 'mantl-support.tar.gz',
      helpValue: 'FILE',
    }),
  }

  async run(): Promise<ResultOf<'support-bundle'>> {
    const inventory = this.args.inventory ?? (await lastInventory())
    const prepared = await prepare(await prepareOptions(inventory, this.flags))
    const options = observeOptions(this.flags)
    const { findings } = await examine(prepared, options)
    const { hosts } = await findDrift(prepared, options)
    const more = {
      'doctor.json': `${JSON.stringify(findings, null, 2)}\n`,
      'drift.json': `${JSON.stringify(hosts, null, 2)}\n`,
      'mantl.txt': `mantl ${this.config.version}, node ${process.version}, ${process.platform} ${process.arch}\n`,
    }
    const { files, looked } = await writeSupportBundle(prepared, more, this.flags.out, options)
    this.log(`${this.flags.out}: ${files} files; look into it before you send it`)
    judge(looked)
    return { archive: this.flags.out, files }
  }
}
