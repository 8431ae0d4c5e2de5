import { resolve } from 'node:path'
import { Args } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { rememberCluster } from '../cluster/known-clusters.ts'
import { changesOf, isEmpty } from '../provisioning/model/plan.ts'
import { clusterOf } from '../provisioning/run/cluster-of.ts'
import { onInterrupt } from '../provisioning/run/interrupt.ts'
import { judge, reportData } from '../provisioning/run/judge.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { applyRun, closeRun, planRun } from '../provisioning/run/provision.ts'
import { changeFlags, observeOptions, prepareOptions } from '../provisioning/run/run-flags.ts'
import { createApplyView } from '../ui/terminal/apply-view.ts'
import { progressWriter } from '../ui/terminal/line-writer.ts'
import { createLookView } from '../ui/terminal/look-view.ts'
import { planData, planLines } from '../ui/terminal/plan-view.ts'
import { problemLines } from '../ui/terminal/problem-view.ts'
import { reportLines } from '../ui/terminal/report-view.ts'

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
  static override flags = { ...changeFlags }

  async run(): Promise<unknown> {
    const began = Date.now()
    const prepared = await prepare(await prepareOptions(this.args.inventory, this.flags))
    for (const line of problemLines(prepared.warnings, this.errorPalette)) this.progress(line)
    using interrupt = onInterrupt(() =>
      this.progress('\ninterrupted: changes under way are finished, no other is begun'),
    )
    const { signal } = interrupt
    const writer = progressWriter(this.jsonEnabled())
    const names = prepared.selected.map(({ name }) => name)
    const looking = createLookView(names, this.errorPalette, writer)
    const options = observeOptions(this.flags, `mantl provision ${this.args.inventory}`)
    const planned = await planRun(prepared, { ...options, signal, listener: looking })
    looking.close()
    try {
      const { plan } = planned
      for (const line of planLines(plan, this.errorPalette, { verbose: this.flags.verbose })) this.progress(line)
      const applying = createApplyView(changesOf(plan).length, this.errorPalette, writer)
      const hosts = await applyRun(planned, { forks: this.flags.forks, signal, listener: applying })
      applying.close()
      if (hosts.some(({ result }) => result !== 'done') || !isEmpty(plan))
        for (const line of reportLines(hosts, this.palette)) this.log(line)
      await rememberCluster(clusterOf(resolve(this.args.inventory), prepared.cluster))
      judge(hosts)
      this.sayDone(isEmpty(plan), began, clusterOf('', prepared.cluster).leaders)
      return { ...planData(plan), hosts: reportData(hosts) }
    } finally {
      await closeRun(planned)
    }
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
