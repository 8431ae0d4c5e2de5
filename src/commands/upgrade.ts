import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { clusterFlags, loginOf } from '../cluster/cluster-flags.ts'
import { lastInventory } from '../cluster/known-clusters.ts'
import { timeFlag } from '../cluster/time-flag.ts'
import { confirm } from '../command-line/confirm.ts'
import { MantlError } from '../errors.ts'
import { hostNames } from '../inventory/host-names.ts'
import { changesOf, isEmpty } from '../provisioning/model/plan.ts'
import { planData } from '../provisioning/model/plan-data.ts'
import { type BatchSizes, parseBatchSizes } from '../provisioning/planner/rolling.ts'
import { examine, UnwellError } from '../provisioning/run/doctor.ts'
import { onInterrupt } from '../provisioning/run/interrupt.ts'
import { judge, refuseErrors, reportData } from '../provisioning/run/judge.ts'
import { type Prepared, prepare } from '../provisioning/run/prepare.ts'
import { closeRun, type PlannedRun, planRun } from '../provisioning/run/provision.ts'
import { changeFlags, observeOptions, prepareOptions } from '../provisioning/run/run-flags.ts'
import { applyUpgrade, rollingRun, type UpgradeOptions } from '../provisioning/run/upgrade.ts'
import type { ResultOf } from '../results/catalog.ts'
import { createApplyView } from '../ui/terminal/apply-view.ts'
import { doctorLines } from '../ui/terminal/doctor-view.ts'
import { progressWriter } from '../ui/terminal/line-writer.ts'
import { planLines } from '../ui/terminal/plan-view.ts'
import { reportLines } from '../ui/terminal/report-view.ts'

export default class Upgrade extends BaseCommand<typeof Upgrade> {
  static override summary = 'roll this release and the inventory’s configuration through a live cluster'
  static override description =
    'Looks whether the cluster is well, then changes ZooKeeper one by one, the standby leaders, the leading one, and the followers in batches. Running tasks go on. After each batch it waits until the agents are back with their tasks; where they are not, the batch returns to what it was, and the upgrade stops there.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> inventory/cluster.yml',
    {
      description: 'to a release that was packed elsewhere, or before',
      command: '<%= config.bin %> <%= command.id %> inventory/cluster.yml --to mantl-0.1.0-x86_64.tar.gz',
    },
    {
      description: 'one follower first, then a tenth at a time, each emptied of its tasks before',
      command: '<%= config.bin %> <%= command.id %> inventory/cluster.yml --serial 1,10% --drain',
    },
  ]
  static override args = {
    inventory: Args.string({ description: 'whose hosts; default: the one provisioned last' }),
  }
  static override flags = {
    ...changeFlags,
    principal: clusterFlags.principal,
    'secret-file': clusterFlags['secret-file'],
    serial: Flags.string({
      summary: 'followers in a batch: N or N%, several for the first batches',
      default: '1,25%',
      helpValue: 'SIZES',
    }),
    to: Flags.string({
      summary: 'another release than this mantl’s own: an archive that mantl release pack has written',
      helpValue: 'FILE',
    }),
    drain: Flags.boolean({ summary: 'move tasks away from a follower before it is changed', default: false }),
    patience: timeFlag('patience', 'how long a batch may take to be back, or a drain to end; default 5m'),
    force: Flags.boolean({ summary: 'go on although the cluster is not well', default: false }),
    yes: Flags.boolean({ char: 'y', summary: 'do not ask', default: false }),
  }

  async run(): Promise<ResultOf<'upgrade'>> {
    const inventory = this.args.inventory ?? (await lastInventory())
    const followers = sizes(this.flags.serial)
    const prepared = await prepare(await prepareOptions(inventory, this.flags))
    await this.preflight(prepared)
    const observing = {
      ...observeOptions(this.flags, `mantl upgrade ${inventory}`),
      ...(this.flags.to === undefined ? {} : { release: this.flags.to }),
    }
    const planned = await planRun(prepared, observing)
    try {
      const login = await loginOf(this.flags)
      const rolling = await rollingRun(planned, prepared, { followers, drain: this.flags.drain, login })
      for (const line of planLines(rolling.plan, this.errorPalette, this.planView)) this.progress(line)
      refuseErrors(rolling.plan, rolling.looked)
      judge(rolling.looked)
      if (!isEmpty(rolling.plan)) await this.confirm(changesOf(rolling.plan).length)
      return await this.carryOut(rolling, observing.owner!, followers)
    } finally {
      await closeRun(planned)
    }
  }

  /** Throws `upgrade.unwell` with what the doctor found. */
  private async preflight(prepared: Prepared): Promise<void> {
    const { findings } = await examine(prepared, observeOptions(this.flags))
    if (findings.length === 0) return
    const fresh = findings.flatMap(({ check, host }) => (check === 'provisioned' && host !== undefined ? [host] : []))
    const none = fresh.length === prepared.selected.length
    const others = none ? findings : findings.filter(({ check }) => check !== 'provisioned')
    if (others.length > 0)
      for (const line of doctorLines(others, prepared.selected.length, this.errorPalette)) this.progress(line)
    if (fresh.length > 0 && !none) this.progress(`${hostNames(fresh)}: new, and joins the cluster with this upgrade`)
    if (this.flags.force || !others.some(({ severity }) => severity === 'error')) return
    throw new UnwellError(others)
  }

  private async carryOut(
    rolling: PlannedRun,
    owner: UpgradeOptions['owner'],
    followers: BatchSizes,
  ): Promise<ResultOf<'upgrade'>> {
    using interrupt = onInterrupt(() => this.progress('\ninterrupted: changes under way are finished'))
    const { signal } = interrupt
    const { forks, drain, patience: patienceMs = 300_000 } = this.flags
    const view = createApplyView(rolling.plan, this.errorPalette, progressWriter(this.jsonEnabled()), this.flags)
    const login = await loginOf(this.flags)
    const said = (line: string) => this.progress(line)
    const hosts = await applyUpgrade(rolling, {
      forks,
      signal,
      listener: view,
      owner,
      followers,
      drain,
      login,
      patienceMs,
      said,
    })
    view.close()
    if (!isEmpty(rolling.plan) || hosts.some(({ result }) => result !== 'done'))
      for (const line of reportLines(hosts, this.palette)) this.log(line)
    judge(hosts)
    this.log(
      isEmpty(rolling.plan) ? `${this.palette.green('up to date')}, nothing changed` : this.palette.green('upgraded'),
    )
    return { ...planData(rolling.plan), hosts: reportData(hosts) }
  }

  private confirm(changes: number): Promise<void> {
    return confirm(
      { text: `carry out these ${changes} changes`, yes: this.flags.yes, json: this.jsonEnabled(), command: 'upgrade' },
      new MantlError('upgrade.declined', 'nothing was changed'),
    )
  }
}

const sizes = (text: string): BatchSizes => {
  const read = parseBatchSizes(text)
  if (read !== undefined) return read
  throw new MantlError('usage.serial', `--serial ${text} says no sizes`, {
    hint: 'for example --serial 2, 25% or 1,10%',
  })
}
