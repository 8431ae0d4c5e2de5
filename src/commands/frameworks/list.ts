import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { listFrameworks } from '../../frameworks/cluster-frameworks.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { frameworkLines } from '../../ui/terminal/frameworks-view.ts'

export default class FrameworksList extends BaseCommand<typeof FrameworksList> {
  static override summary = 'list the frameworks, what they use and what they are offered'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'frameworks list'>> {
    const frameworks = await listFrameworks(await leaderOptions(this.flags))
    if (frameworks.length === 0) this.progress('no frameworks')
    else for (const line of frameworkLines(frameworks)) this.log(line)
    return { frameworks }
  }
}
