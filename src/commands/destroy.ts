import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { forgetCluster } from '../cluster/known-clusters.ts'
import { confirm } from '../command-line/confirm.ts'
import { MantlError } from '../errors.ts'
import { absoluteInventory } from '../inventory/sources/load.ts'
import { changesOf, isEmpty } from '../provisioning/model/plan.ts'
import { planData } from '../provisioning/model/plan-data.ts'
import { planDestroy } from '../provisioning/run/destroy.ts'
import { onInterrupt } from '../provisioning/run/interrupt.ts'
import { judge, reportData } from '../provisioning/run/judge.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { cacheFolder, changeFlags, observeOptions, prepareOptions } from '../provisioning/run/run-flags.ts'
import type { ResultOf } from '../results/catalog.ts'
import { createApplyView } from '../ui/terminal/apply-view.ts'
import { progressWriter } from '../ui/terminal/line-writer.ts'
import { planLines } from '../ui/terminal/plan-view.ts'
import { reportLines, stayingLines } from '../ui/terminal/report-view.ts'

export default class Destroy extends BaseCommand<typeof Destroy> {
  static override summary = 'stop and remove all that mantl made on the hosts, and nothing else'
  static override examples = [
    '<%= config.bin %> <%= command.id %> inventory/laptop.yml',
    '<%= config.bin %> <%= command.id %> inventory/laptop.yml --yes',
  ]
  static override args = {
    inventory: Args.string({
      required: true,
      description: 'a file, folder, program or Terraform state, or - for standard input',
    }),
  }
  static override flags = { ...changeFlags, yes: Flags.boolean({ char: 'y', summary: 'do not ask', default: false }) }

  async run(): Promise<ResultOf<'destroy'>> {
    const prepared = await prepare(await prepareOptions(this.args.inventory, this.flags))
    const destroyed = await planDestroy(prepared, observeOptions(this.flags, `mantl destroy ${this.args.inventory}`))
    try {
      for (const line of planLines(destroyed.plan, this.errorPalette, this.planView)) this.progress(line)
      if (!isEmpty(destroyed.plan)) await this.confirm(changesOf(destroyed.plan).length)
      using interrupt = onInterrupt(() => this.progress('\ninterrupted: changes under way are finished'))
      const view = createApplyView(destroyed.plan, this.errorPalette, progressWriter(this.jsonEnabled()), this.flags)
      const { forks } = this.flags
      const hosts = await destroyed.apply({ forks, signal: interrupt.signal, listener: view })
      view.close()
      if (!isEmpty(destroyed.plan) || hosts.some(({ result }) => result !== 'done'))
        for (const line of reportLines(hosts, this.palette)) this.log(line)
      const stays = await destroyed.staying()
      for (const line of stayingLines(stays, this.palette)) this.log(line)
      judge(hosts)
      if (this.flags.limit === undefined) await forgetCluster(await absoluteInventory(this.args.inventory))
      this.log(isEmpty(destroyed.plan) ? 'nothing of mantl is there' : this.palette.green('removed'))
      if (!isEmpty(destroyed.plan))
        this.progress(`kept on this machine: ${cacheFolder()}, of which the next run builds its release sooner`)
      return { ...planData(destroyed.plan), hosts: reportData(hosts), stays }
    } finally {
      await destroyed.close()
    }
  }

  private confirm(changes: number): Promise<void> {
    return confirm(
      {
        text: `carry out these ${changes} removals, tasks and their data included`,
        yes: this.flags.yes,
        json: this.jsonEnabled(),
        command: 'destroy',
      },
      new MantlError('destroy.declined', 'nothing was removed'),
    )
  }
}
