import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { attachToTask } from '../../tasks/attach-task.ts'
import { findTask, listTasks } from '../../tasks/cluster-tasks.ts'
import { containerOf } from '../../tasks/task-container.ts'
import { collectOutput } from '../../ui/terminal/container-output.ts'

export default class TasksAttach extends BaseCommand<typeof TasksAttach> {
  static override summary = 'look at what a task says, and type into its terminal where it has one'
  static override description =
    'Shows what it says from now on, until it ends; the exit code is then the task’s own (128 + n for signal n). Ctrl-C leaves a task without a terminal running. In one with a terminal every key is the task’s, and Ctrl-P Ctrl-Q leaves.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> hello',
    '<%= config.bin %> <%= command.id %> hello --output-only',
  ]
  static override args = {
    task: Args.string({ required: true, description: 'id of the task, the start of it, or its name' }),
  }
  static override flags = {
    ...clusterFlags,
    'output-only': Flags.boolean({ summary: 'look on, without typing', default: false }),
  }

  async run(): Promise<ResultOf<'tasks attach'>> {
    const options = await leaderOptions(this.flags)
    const task = findTask(await listTasks(options, { ended: true }), this.args.task)
    const { show, collected } = collectOutput(this.jsonEnabled())
    const { exitCode, detached } = await attachToTask(containerOf(task), {
      outputOnly: this.flags['output-only'] || this.jsonEnabled(),
      show,
      ...(options.login ? { login: options.login } : {}),
    })
    if (detached) this.progress(`\nleft; ${task.id} runs on`)
    process.exitCode = exitCode
    return { task: task.id, exitCode, detached, ...collected() }
  }
}
