import { BaseCommand } from '../../base-command.ts'
import { rolesInOrder } from '../../provisioning/run/observe.ts'
import { table } from '../../ui/terminal/table.ts'

export default class RolesList extends BaseCommand<typeof RolesList> {
  static override summary = 'list what mantl can make of a host, in the order in which it does'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  async run(): Promise<unknown> {
    const roles = rolesInOrder.map(({ name, meaning, after }) => ({ name, meaning, after }))
    for (const line of table(
      ['ROLE', 'AFTER', 'MEANING'],
      roles.map(({ name, after, meaning }) => [name, after.join(', '), meaning]),
    ))
      this.log(line)
    return { roles }
  }
}
