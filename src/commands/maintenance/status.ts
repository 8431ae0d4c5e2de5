import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { maintenanceLines } from '../../ui/terminal/maintenance-view.ts'
import { readMaintenance } from '../../upkeep/maintenance.ts'

export default class MaintenanceStatus extends BaseCommand<typeof MaintenanceStatus> {
  static override summary = 'show the machines that are or will be out of service'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'maintenance status'>> {
    const machines = await readMaintenance(await leaderOptions(this.flags))
    if (machines.length === 0) this.progress('no maintenance is scheduled')
    else for (const line of maintenanceLines(machines)) this.log(line)
    return { machines }
  }
}
