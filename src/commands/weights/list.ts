import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { listWeights } from '../../sharing/weights.ts'
import { table } from '../../ui/terminal/table.ts'

export default class WeightsList extends BaseCommand<typeof WeightsList> {
  static override summary = 'list the weights that were set; every other role has 1'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'weights list'>> {
    const weights = await listWeights(await leaderOptions(this.flags))
    if (weights.length === 0) this.progress('no weights: every role has 1')
    else {
      const rows = weights.map(({ role, weight }) => [role, String(weight)])
      for (const line of table(['ROLE', 'WEIGHT'], rows, { right: [1] })) this.log(line)
    }
    return { weights }
  }
}
