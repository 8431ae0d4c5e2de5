import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { findTask, killTask, listTasks } from '../../tasks/cluster-tasks.ts'

export default class TasksKill extends BaseCommand<typeof TasksKill> {
  static override summary = 'kill a task that `mantl run` started'
  static override examples = ['<%= config.bin %> <%= command.id %> hello']
  static override args = {
    task: Args.string({ required: true, description: 'id of the task, the start of it, or its name' }),
  }
  static override flags = { ...clusterFlags }

  async run(): Promise<ResultOf<'tasks kill'>> {
    const options = await leaderOptions(this.flags)
    const tasks = await listTasks(options)
    const task = findTask(tasks, this.args.task)
    const siblings = tasks.filter(({ frameworkId, id }) => frameworkId === task.frameworkId && id !== task.id).length
    const state = await killTask(task, siblings, options)
    this.log(`${task.id}  ${state}`)
    return { task: task.id, state }
  }
}
