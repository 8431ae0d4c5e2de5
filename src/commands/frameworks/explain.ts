import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { listFrameworks } from '../../frameworks/cluster-frameworks.ts'
import { explainFramework } from '../../frameworks/explanation.ts'
import { findFramework } from '../../frameworks/find-framework.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { explanationLines } from '../../ui/terminal/explanation-view.ts'

export default class FrameworksExplain extends BaseCommand<typeof FrameworksExplain> {
  static override summary = 'say why a framework has no more offers than it has'
  static override description =
    'For each role of the framework the leader asks of every agent what stands between it and an offer now, by the questions that its allocator asks, and tells what would change that.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> marathon',
    '<%= config.bin %> <%= command.id %> 0003 --json',
  ]
  static override args = {
    framework: Args.string({ required: true, description: 'name or id of the framework, or the end of the id: 0003' }),
  }
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'frameworks explain'>> {
    const options = await leaderOptions(this.flags)
    const { id } = findFramework(await listFrameworks(options), this.args.framework)
    const explanation = await explainFramework(id, options)
    for (const line of explanationLines(explanation, Date.now() / 1000, this.palette)) this.log(line)
    return explanation
  }
}
