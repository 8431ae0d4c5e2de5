import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { listTasks } from '../../tasks/cluster-tasks.ts'
import { table } from '../../ui/terminal/table.ts'

export default class TasksList extends BaseCommand<typeof TasksList> {
  static override summary = 'list the tasks of all frameworks'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --all --json']
  static override flags = {
    ...clusterFlags,
    all: Flags.boolean({ char: 'a', summary: 'also tasks that ended', default: false }),
  }

  async run(): Promise<ResultOf<'tasks list'>> {
    const tasks = await listTasks(await leaderOptions(this.flags), { ended: this.flags.all })
    if (tasks.length === 0) this.progress('no tasks')
    else {
      const rows = tasks.map(task => [
        task.id,
        task.state,
        task.node ?? task.hostname,
        String(task.resources.cpus),
        String(task.resources.mem),
        task.frameworkName,
      ])
      for (const line of table(['TASK', 'STATE', 'FOLLOWER', 'CPUS', 'MEM', 'FRAMEWORK'], rows, { right: [3, 4] }))
        this.log(line)
    }
    return { tasks }
  }
}
