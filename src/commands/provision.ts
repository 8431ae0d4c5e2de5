import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { rememberCluster } from '../cluster/known-clusters.ts'
import { MantlError } from '../errors.ts'
import { absoluteInventory } from '../inventory/sources/load.ts'
import { isEmpty } from '../provisioning/model/plan.ts'
import { planData } from '../provisioning/model/plan-data.ts'
import { clusterOf } from '../provisioning/run/cluster-of.ts'
import { onInterrupt } from '../provisioning/run/interrupt.ts'
import { judge, reportData } from '../provisioning/run/judge.ts'
import { preflighted } from '../provisioning/run/preflight.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { applyRun, closeRun, planRun } from '../provisioning/run/provision.ts'
import { changeFlags, observeOptions, prepareOptions } from '../provisioning/run/run-flags.ts'
import { readPlanFile } from '../provisioning/run/save-plan.ts'
import { planSavedRun } from '../provisioning/run/saved-run.ts'
import type { SavedPlan } from '../provisioning/saved/saved-plan.ts'
import type { ResultOf } from '../results/catalog.ts'
import { createApplyView } from '../ui/terminal/apply-view.ts'
import { progressWriter } from '../ui/terminal/line-writer.ts'
import { createLookView } from '../ui/terminal/look-view.ts'
import { planLines } from '../ui/terminal/plan-view.ts'
import { problemLines } from '../ui/terminal/problem-view.ts'
import { leftOutLines, reportLines } from '../ui/terminal/report-view.ts'

export default class Provision extends BaseCommand<typeof Provision> {
  static override summary = 'make the hosts what the inventory says'
  static override description =
    'Looks at every host, shows what it will change and why, then changes it. What is as it should be is left alone.'
  static override examples = [
    { description: 'a cluster on this machine', command: '<%= config.bin %> <%= command.id %> inventory/laptop.yml' },
    {
      description: 'over SSH, learning new hosts’ keys',
      command: '<%= config.bin %> <%= command.id %> inventory/cluster.yml --accept-new-host-keys',
    },
    {
      description: 'a plan that mantl plan --out saved, exactly',
      command: '<%= config.bin %> <%= command.id %> --plan change.plan',
    },
  ]
  static override args = {
    inventory: Args.string({
      required: false,
      description: 'a file, folder, program or Terraform state, or - for standard input; not with --plan',
    }),
  }
  static override flags = {
    ...changeFlags,
    plan: Flags.string({
      summary: 'carry out exactly the plan that mantl plan --out saved, on hosts that are still as it found them',
      exclusive: ['limit'],
      helpValue: 'FILE',
    }),
  }

  async run(): Promise<ResultOf<'provision'>> {
    const began = Date.now()
    const saved = this.flags.plan === undefined ? undefined : await readPlanFile(this.flags.plan)
    const inventory = await this.inventory(saved)
    const prepared = await prepare(await prepareOptions(inventory, this.flags))
    for (const line of problemLines(prepared.warnings, this.errorPalette)) this.progress(line)
    using interrupt = onInterrupt(() =>
      this.progress('\ninterrupted: changes under way are finished, no other is begun'),
    )
    const { signal } = interrupt
    const writer = progressWriter(this.jsonEnabled())
    const names = saved === undefined ? prepared.selected.map(({ name }) => name) : Object.keys(saved.hosts)
    const looking = createLookView(names, this.errorPalette, writer)
    const locking = observeOptions(this.flags, `mantl provision ${inventory}`)
    const options = { ...locking, lockToChange: saved === undefined, signal, listener: looking }
    const found = await (saved === undefined ? planRun(prepared, options) : planSavedRun(prepared, saved, options))
    const planned = await preflighted(found, prepared)
    looking.close()
    try {
      const { plan } = planned
      const none = planned.looked.every(({ result }) => result !== 'done')
      if (!none) for (const line of planLines(plan, this.errorPalette, this.planView)) this.progress(line)
      if (!none) for (const line of leftOutLines(planned.looked, this.errorPalette)) this.progress(line)
      const applying = createApplyView(plan, this.errorPalette, writer, this.flags)
      const { owner: run } = options
      const hosts = await applyRun(planned, { forks: this.flags.forks, signal, listener: applying, run })
      applying.close()
      if (!none && (hosts.some(({ result }) => result !== 'done') || !isEmpty(plan)))
        for (const line of reportLines(hosts, this.palette)) this.log(line)
      await rememberCluster(clusterOf(await absoluteInventory(inventory), prepared.cluster))
      judge(hosts)
      this.sayDone(isEmpty(plan), began, clusterOf('', prepared.cluster).leaders)
      return { ...planData(plan), hosts: reportData(hosts) }
    } finally {
      await closeRun(planned)
    }
  }

  /** Of the plan, else as it was given. */
  private async inventory(saved: SavedPlan | undefined): Promise<string> {
    const { inventory } = this.args
    if (saved !== undefined && (inventory === undefined || (await absoluteInventory(inventory)) === saved.inventory))
      return saved.inventory
    if (saved !== undefined)
      throw new MantlError('usage.flags', `the plan is one for ${saved.inventory}, not for ${inventory}`)
    if (inventory !== undefined) return inventory
    throw new MantlError('usage.missing_argument', 'INVENTORY is missing', {
      hint: 'for example mantl provision inventory/laptop.yml',
    })
  }

  private sayDone(unchanged: boolean, began: number, leaders: readonly string[]): void {
    const { bold, green } = this.palette
    const seconds = ((Date.now() - began) / 1000).toFixed(1)
    if (unchanged) return this.log(`${green('up to date')}, nothing changed (${seconds} s)`)
    this.log(`${green('done')} in ${seconds} s`)
    this.log(`${leaders.length === 1 ? 'leader' : 'leaders'}: ${leaders.map(leader => `http://${leader}`).join(' ')}`)
    this.log(
      `try next:\n  ${bold("npx mantl run --name hello -- 'echo hello from $(hostname)'")}\n  ${bold('npx mantl status')}`,
    )
  }
}
