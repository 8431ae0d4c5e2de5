import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { listRoles } from '../../sharing/quota.ts'
import { doubt } from '../../sharing/role-names.ts'
import { readWeights, setWeights } from '../../sharing/weights.ts'

export default class WeightsSet extends BaseCommand<typeof WeightsSet> {
  static override summary = 'say how much of a contended cluster roles get beside each other'
  static override examples = ['<%= config.bin %> <%= command.id %> web=2 batch=0.5']
  static override strict = false
  static override args = { weight: Args.string({ required: true, description: 'ROLE=WEIGHT; several may follow' }) }
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'weights set'>> {
    const weights = readWeights(this.rest)
    const options = await leaderOptions(this.flags)
    const known = (await listRoles(options)).map(({ role }) => role)
    for (const { role } of weights) {
      const unsure = doubt(known, role)
      if (unsure !== undefined) this.progress(unsure)
    }
    await setWeights(weights, options)
    for (const { role, weight } of weights) this.log(`${role}  ${weight}`)
    return { weights }
  }
}
