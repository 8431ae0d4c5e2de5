import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { confirm } from '../../command-line/confirm.ts'
import { MantlError } from '../../errors.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { type MeantMachine, machinesArg, theMachines } from '../../upkeep/machines-arg.ts'
import { startMaintenance } from '../../upkeep/maintenance.ts'
import { machineName } from '../../upkeep/schedule.ts'

export default class MaintenanceStart extends BaseCommand<typeof MaintenanceStart> {
  static override summary = 'take scheduled machines out of service now: their agents stop, their tasks are lost'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node3',
    '<%= config.bin %> <%= command.id %> node3 node4 --yes',
  ]
  static override args = { ...machinesArg }
  static override strict = false
  static override flags = { ...clusterFlags, yes: Flags.boolean({ char: 'y', summary: 'do not ask', default: false }) }

  async run(): Promise<ResultOf<'maintenance start'>> {
    const options = await leaderOptions(this.flags)
    const meant = await theMachines(options, this.rest)
    const machines = meant.map(({ machine }) => machine)
    const tasks = tasksOf(meant)
    await confirm(
      {
        text: `take ${machines.map(machineName).join(', ')} out of service${tasks === 0 ? '' : `; ${tasks} ${tasks === 1 ? 'task is' : 'tasks are'} lost`}`,
        yes: this.flags.yes,
        json: this.jsonEnabled(),
        command: 'maintenance start',
      },
      new MantlError('maintenance.declined', 'nothing was changed'),
    )
    await startMaintenance(machines, options)
    for (const machine of machines) this.log(`${machineName(machine)}  down`)
    return { machines, tasks }
  }
}

const tasksOf = (meant: readonly MeantMachine[]): number =>
  meant.flatMap(({ agents }) => agents).reduce((sum, { tasks = 0 }) => sum + tasks, 0)
