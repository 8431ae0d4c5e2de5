import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { hasQuota, listRoles, removeQuota } from '../../sharing/quota.ts'
import { oneOf } from '../../sharing/role-names.ts'

export default class QuotaRemove extends BaseCommand<typeof QuotaRemove> {
  static override summary = 'guarantee a role nothing, and limit it in nothing'
  static override examples = ['<%= config.bin %> <%= command.id %> dev']
  static override args = { role: Args.string({ required: true, description: 'a role that has quota' }) }
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'quota remove'>> {
    const options = await leaderOptions(this.flags)
    const known = (await listRoles(options)).filter(hasQuota).map(({ role }) => role)
    const role = oneOf(known, this.args.role, 'quota')
    await removeQuota(role, options)
    this.log(`${role}  no quota`)
    return { role }
  }
}
