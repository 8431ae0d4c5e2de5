import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { lastInventory } from '../cluster/known-clusters.ts'
import { confirm } from '../command-line/confirm.ts'
import { MantlError } from '../errors.ts'
import { changesOf, isEmpty } from '../provisioning/model/plan.ts'
import { planData } from '../provisioning/model/plan-data.ts'
import { onInterrupt } from '../provisioning/run/interrupt.ts'
import { judge, refuseErrors, reportData } from '../provisioning/run/judge.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { planRollback, type RollbackRun } from '../provisioning/run/rollback.ts'
import { changeFlags, observeOptions, prepareOptions } from '../provisioning/run/run-flags.ts'
import type { ResultOf } from '../results/catalog.ts'
import { createApplyView } from '../ui/terminal/apply-view.ts'
import { progressWriter } from '../ui/terminal/line-writer.ts'
import { planLines } from '../ui/terminal/plan-view.ts'
import { reportLines } from '../ui/terminal/report-view.ts'

export default class Rollback extends BaseCommand<typeof Rollback> {
  static override summary = 'return to the release and configuration before the latest run, or before another'
  static override description =
    'Each host keeps what it held before its last ten runs. Running tasks go on. The leading leader is restarted last. Secrets stay as they are. A rollback is a run too: rolling it back returns to where it started.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> inventory/cluster.yml',
    {
      description: 'to before a run that mantl history shows',
      command: '<%= config.bin %> <%= command.id %> inventory/cluster.yml --run 3f9a',
    },
  ]
  static override args = {
    inventory: Args.string({ description: 'whose hosts; default: the one provisioned last' }),
  }
  static override flags = {
    ...changeFlags,
    run: Flags.string({ summary: 'the run to undo, with all after it; default: the latest', helpValue: 'ID' }),
    serial: Flags.integer({ summary: 'how many followers at once', min: 1, helpValue: 'N' }),
    yes: Flags.boolean({ char: 'y', summary: 'do not ask', default: false }),
  }

  async run(): Promise<ResultOf<'rollback'>> {
    const inventory = this.args.inventory ?? (await lastInventory())
    const prepared = await prepare(await prepareOptions(inventory, this.flags))
    const options = observeOptions(this.flags, `mantl rollback ${inventory}`)
    const rollback = await planRollback(prepared, options, { id: this.flags.run, serial: this.flags.serial })
    try {
      this.progress(`back to before ${rollback.undone.run}: ${rollback.undone.begun.command}`)
      for (const line of planLines(rollback.plan, this.errorPalette, this.planView)) this.progress(line)
      refuseErrors(rollback.plan)
      if (!isEmpty(rollback.plan)) await this.confirm(changesOf(rollback.plan).length)
      return await this.carryOut(rollback)
    } finally {
      await rollback.close()
    }
  }

  private async carryOut(rollback: RollbackRun): Promise<ResultOf<'rollback'>> {
    using interrupt = onInterrupt(() => this.progress('\ninterrupted: changes under way are finished'))
    const { signal } = interrupt
    const view = createApplyView(rollback.plan, this.errorPalette, progressWriter(this.jsonEnabled()), this.flags)
    const hosts = await rollback.apply({ forks: this.flags.forks, signal, listener: view })
    view.close()
    if (!isEmpty(rollback.plan) || hosts.some(({ result }) => result !== 'done'))
      for (const line of reportLines(hosts, this.palette)) this.log(line)
    judge(hosts)
    this.log(isEmpty(rollback.plan) ? 'all is as it was before that run' : this.palette.green('rolled back'))
    return { undone: rollback.undone.run, ...planData(rollback.plan), hosts: reportData(hosts) }
  }

  private confirm(changes: number): Promise<void> {
    return confirm(
      {
        text: `carry out these ${changes} changes`,
        yes: this.flags.yes,
        json: this.jsonEnabled(),
        command: 'rollback',
      },
      new MantlError('rollback.declined', 'nothing was changed'),
    )
  }
}
