import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { hasQuota, listRoles } from '../../sharing/quota.ts'
import { quotaLines } from '../../ui/terminal/quota-view.ts'

export default class QuotaList extends BaseCommand<typeof QuotaList> {
  static override summary = 'list what roles are guaranteed, what they may have at most, and what they hold'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'quota list'>> {
    const quota = (await listRoles(await leaderOptions(this.flags))).filter(hasQuota)
    if (quota.length === 0) this.progress('no quota')
    else for (const line of quotaLines(quota)) this.log(line)
    return { quota }
  }
}
