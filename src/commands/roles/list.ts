import { BaseCommand } from '../../base-command.ts'
import { rolesBeside } from '../../provisioning/run/own-roles.ts'
import { besideFlag } from '../../provisioning/run/run-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { table } from '../../ui/terminal/table.ts'

export default class RolesList extends BaseCommand<typeof RolesList> {
  static override summary = 'list what mantl can make of a host, in the order in which it does'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  static override flags = besideFlag

  async run(): Promise<ResultOf<'roles list'>> {
    const roles = (await rolesBeside(this.flags.inventory)).map(({ name, meaning, after }) => ({
      name,
      meaning,
      after,
    }))
    for (const line of table(
      ['ROLE', 'AFTER', 'MEANING'],
      roles.map(({ name, after, meaning }) => [name, after.join(', '), meaning]),
    ))
      this.log(line)
    return { roles }
  }
}
