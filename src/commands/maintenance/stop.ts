import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { machinesArg, theMachines } from '../../upkeep/machines-arg.ts'
import { stopMaintenance } from '../../upkeep/maintenance.ts'
import { machineName } from '../../upkeep/schedule.ts'

export default class MaintenanceStop extends BaseCommand<typeof MaintenanceStop> {
  static override summary = 'machines are in service again: agents may register there'
  static override examples = ['<%= config.bin %> <%= command.id %> node3']
  static override args = { ...machinesArg }
  static override strict = false
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'maintenance stop'>> {
    const options = await leaderOptions(this.flags)
    const machines = (await theMachines(options, this.rest)).map(({ machine }) => machine)
    await stopMaintenance(machines, options)
    for (const machine of machines) this.log(`${machineName(machine)}  up`)
    this.progress('start the followers there again, where nothing else does')
    return { machines }
  }
}
