import { resolve } from 'node:path'
import { Args } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { rememberCluster } from '../cluster/known-clusters.ts'
import { changesOf, isEmpty } from '../provisioning/model/plan.ts'
import { clusterOf } from '../provisioning/run/cluster-of.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { applyRun, closeRun, judge, planRun } from '../provisioning/run/provision.ts'
import { observeOptions, prepareOptions, runFlags } from '../provisioning/run/run-flags.ts'
import { createApplyView } from '../ui/terminal/apply-view.ts'
import { planData, planLines } from '../ui/terminal/plan-view.ts'
import { problemLines } from '../ui/terminal/problem-view.ts'

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
  ]
  static override args = {
    inventory: Args.string({ required: true, description: 'Ansible inventory, YAML or INI, or a folder of them' }),
  }
  static override flags = { ...runFlags }

  async run(): Promise<unknown> {
    const began = Date.now()
    const prepared = await prepare(await prepareOptions(this.args.inventory, this.flags))
    for (const line of problemLines(prepared.warnings, this.errorPalette)) this.progress(line)
    const interrupt = new AbortController()
    process.once('SIGINT', () => interrupt.abort())
    const planned = await planRun(prepared, observeOptions(this.flags, `mantl provision ${this.args.inventory}`))
    try {
      for (const line of planLines(planned.plan, this.errorPalette, { files: this.flags.verbose })) this.progress(line)
      const view = createApplyView({
        palette: this.errorPalette,
        write: text => this.jsonEnabled() || process.stderr.write(text),
        live: process.stderr.isTTY === true,
        total: changesOf(planned.plan).length,
        columns: () => process.stderr.columns ?? 80,
      })
      const outcomes = await applyRun(planned, { forks: this.flags.forks, signal: interrupt.signal, listener: view })
      view.close()
      await rememberCluster(clusterOf(resolve(this.args.inventory), prepared.cluster))
      judge(planned.observed.failures, outcomes)
      this.report(isEmpty(planned.plan), began, clusterOf('', prepared.cluster).leaders)
      return planData(planned.plan)
    } finally {
      await closeRun(planned)
    }
  }

  private report(unchanged: boolean, began: number, leaders: readonly string[]): void {
    const { bold, green } = this.palette
    const seconds = ((Date.now() - began) / 1000).toFixed(1)
    if (unchanged) {
      this.log(`${green('up to date')}, nothing changed (${seconds} s)`)
      return
    }
    this.log(`${green('done')} in ${seconds} s`)
    this.log(`${leaders.length === 1 ? 'leader' : 'leaders'}: ${leaders.map(leader => `http://${leader}`).join(' ')}`)
    this.log(
      `try next:\n  ${bold("npx mantl run --name hello -- 'echo hello from $(hostname)'")}\n  ${bold('npx mantl status')}`,
    )
  }
}
