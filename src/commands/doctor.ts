import { Args } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { lastInventory } from '../cluster/known-clusters.ts'
import { exitCode } from '../errors.ts'
import { examine } from '../provisioning/run/doctor.ts'
import { onInterrupt } from '../provisioning/run/interrupt.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { observeOptions, prepareOptions, runFlags } from '../provisioning/run/run-flags.ts'
import type { ResultOf } from '../results/catalog.ts'
import { doctorLines } from '../ui/terminal/doctor-view.ts'
import { progressWriter } from '../ui/terminal/line-writer.ts'
import { createLookView } from '../ui/terminal/look-view.ts'

export default class Doctor extends BaseCommand<typeof Doctor> {
  static override summary = 'find out what is wrong with a cluster, and name it'
  static override description =
    'Looks at disks, clocks, names, the ports between the hosts, the kernel, units, the ZooKeeper ensemble, secrets, and at who leads and who is registered. Changes nothing. Exits with 1 when it finds a fault.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> inventory/cluster.yml',
    { description: 'for a monitor', command: '<%= config.bin %> <%= command.id %> inventory/cluster.yml --json' },
  ]
  static override args = {
    inventory: Args.string({ description: 'whose hosts; default: the one provisioned last' }),
  }
  static override flags = { ...runFlags }

  async run(): Promise<ResultOf<'doctor'>> {
    const inventory = this.args.inventory ?? (await lastInventory())
    const prepared = await prepare(await prepareOptions(inventory, this.flags))
    using interrupt = onInterrupt(() => this.progress('interrupted'))
    const names = prepared.selected.map(({ name }) => name)
    const view = createLookView(names, this.errorPalette, progressWriter(this.jsonEnabled()))
    const options = { ...observeOptions(this.flags), signal: interrupt.signal, listener: view }
    const { findings } = await examine(prepared, options)
    view.close()
    for (const line of doctorLines(findings, names.length, this.palette)) this.log(line)
    if (findings.some(({ severity }) => severity === 'error')) process.exitCode = exitCode.failed
    return { inventory, findings }
  }
}
