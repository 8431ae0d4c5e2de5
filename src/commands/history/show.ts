import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { findRun, readHistory } from '../../provisioning/run/history.ts'
import { judge } from '../../provisioning/run/judge.ts'
import { prepare } from '../../provisioning/run/prepare.ts'
import {
  inventoryFlag,
  inventoryOf,
  observeOptions,
  prepareOptions,
  runFlags,
} from '../../provisioning/run/run-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { runData, runLines } from '../../ui/terminal/history-view.ts'

export default class HistoryShow extends BaseCommand<typeof HistoryShow> {
  static override summary = 'show one run: every change on every host, and how it ended'
  static override examples = [
    '<%= config.bin %> <%= command.id %> 20261121-080512-3f9a',
    '<%= config.bin %> <%= command.id %> 3f9a -i inventory/cluster.yml',
  ]
  static override args = {
    id: Args.string({
      required: true,
      description: 'as mantl history shows it, or so much of it that it is the only one',
    }),
  }
  static override flags = {
    ...runFlags,
    ...inventoryFlag,
  }

  async run(): Promise<ResultOf<'history show'>> {
    const inventory = await inventoryOf(this.flags)
    const prepared = await prepare(await prepareOptions(inventory, this.flags))
    const { runs, looked } = await readHistory(prepared, observeOptions(this.flags))
    const run = findRun(runs, this.args.id)
    for (const line of runLines(run, this.palette)) this.log(line)
    judge(looked)
    return runData(run)
  }
}
