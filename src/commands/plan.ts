import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { exitCode } from '../errors.ts'
import { absoluteInventory } from '../inventory/sources/load.ts'
import { isEmpty } from '../provisioning/model/plan.ts'
import { planData } from '../provisioning/model/plan-data.ts'
import { onInterrupt } from '../provisioning/run/interrupt.ts'
import { judge, refuseErrors } from '../provisioning/run/judge.ts'
import { preflighted } from '../provisioning/run/preflight.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { closeRun, type PlannedRun, planRun } from '../provisioning/run/provision.ts'
import { observeOptions, prepareOptions, runFlags } from '../provisioning/run/run-flags.ts'
import { savedPlanOf, writePlanFile } from '../provisioning/run/save-plan.ts'
import type { ResultOf } from '../results/catalog.ts'
import { progressWriter } from '../ui/terminal/line-writer.ts'
import { createLookView } from '../ui/terminal/look-view.ts'
import { planLines } from '../ui/terminal/plan-view.ts'
import { problemLines } from '../ui/terminal/problem-view.ts'

export default class Plan extends BaseCommand<typeof Plan> {
  static override summary = 'show what provision would change, and why'
  static override examples = [
    '<%= config.bin %> <%= command.id %> inventory/cluster.yml',
    "<%= config.bin %> <%= command.id %> inventory/cluster.yml --limit 'followers:!node-5'",
    {
      description: 'to be read by somebody, and then carried out as it is',
      command: '<%= config.bin %> <%= command.id %> inventory/cluster.yml --out change.plan',
    },
    {
      description: 'in a pipeline: 0 nothing to change, 2 something',
      command: '<%= config.bin %> <%= command.id %> inventory/cluster.yml --detailed-exitcode',
    },
  ]
  static override args = {
    inventory: Args.string({
      required: true,
      description: 'a file, folder, program or Terraform state, or - for standard input',
    }),
  }
  static override flags = {
    ...runFlags,
    out: Flags.string({
      char: 'o',
      summary: 'save the plan, for mantl provision --plan FILE; it holds no secret',
      helpValue: 'FILE',
    }),
    'detailed-exitcode': Flags.boolean({ summary: 'exit with 2 when something would change', default: false }),
  }

  async run(): Promise<ResultOf<'plan'>> {
    const prepared = await prepare(await prepareOptions(this.args.inventory, this.flags))
    for (const line of problemLines(prepared.warnings, this.errorPalette)) this.progress(line)
    using interrupt = onInterrupt(() => this.progress('interrupted'))
    const names = prepared.selected.map(({ name }) => name)
    const view = createLookView(names, this.errorPalette, progressWriter(this.jsonEnabled()))
    const options = { ...observeOptions(this.flags), signal: interrupt.signal, listener: view }
    const planned = await preflighted(await planRun(prepared, options), prepared)
    view.close()
    try {
      if (planned.looked.some(({ result }) => result === 'done'))
        for (const line of planLines(planned.plan, this.palette, this.planView)) this.log(line)
      refuseErrors(planned.plan, planned.looked)
      judge(planned.looked)
      if (this.flags.out !== undefined) await this.save(this.flags.out, planned)
      if (this.flags['detailed-exitcode'] && !isEmpty(planned.plan)) process.exitCode = exitCode.changes
      return planData(planned.plan)
    } finally {
      await closeRun(planned)
    }
  }

  private async save(file: string, planned: PlannedRun): Promise<void> {
    const inventory = await absoluteInventory(this.args.inventory)
    const extraVariables = this.flags['extra-vars'] ?? []
    await writePlanFile(file, savedPlanOf(planned, { inventory, extraVariables, shown: planData(planned.plan) }))
    this.progress(`saved; carry out exactly this: mantl provision --plan ${file}`)
  }
}
