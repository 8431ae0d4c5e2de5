import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { MantlError } from '../../errors.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { readAmounts } from '../../sharing/amounts.ts'
import { listRoles, setQuota } from '../../sharing/quota.ts'
import { doubt } from '../../sharing/role-names.ts'
import { amountsText } from '../../ui/terminal/quota-view.ts'

export default class QuotaSet extends BaseCommand<typeof QuotaSet> {
  static override summary = 'limit what a role gets, or guarantee it something'
  static override description = 'What is not named stays as it is. Offers above a limit go back; tasks that run go on.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> dev --limit cpus=10 --limit mem=16GB',
    '<%= config.bin %> <%= command.id %> web --guarantee cpus=4 --guarantee mem=8GB',
    '<%= config.bin %> <%= command.id %> dev --limit mem=none',
  ]
  static override args = { role: Args.string({ required: true, description: 'role at the top: `dev`, not `dev/web`' }) }
  static override flags = {
    ...clusterFlags,
    limit: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'at most this much',
      helpValue: 'NAME=AMOUNT',
      default: [],
    }),
    guarantee: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'kept for it',
      helpValue: 'NAME=AMOUNT',
      default: [],
    }),
    force: Flags.boolean({ summary: 'even if the cluster has less, or the role holds more', default: false }),
  }

  async run(): Promise<ResultOf<'quota set'>> {
    const { limit, guarantee, force } = this.flags
    const { role } = this.args
    if (limit.length + guarantee.length === 0) {
      throw new MantlError('usage.amount', 'nothing to set', { hint: 'say --limit cpus=10, or --guarantee cpus=2' })
    }
    const change = { limits: readAmounts(limit), guarantees: readAmounts(guarantee), force }
    const options = await leaderOptions(this.flags)
    const roles = await listRoles(options)
    const unsure = doubt(
      roles.map(({ role: name }) => name),
      role,
    )
    if (unsure !== undefined) this.progress(unsure)
    const quota = await setQuota(
      role,
      roles.find(each => each.role === role),
      change,
      options,
    )
    this.log(`${role}  guarantee ${amountsText(quota.guarantees)}  limit ${amountsText(quota.limits)}`)
    return { role, ...quota }
  }
}
