import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { sandboxPath } from '../../mesos/clients/sandbox.ts'
import { findTask, listTasks } from '../../tasks/cluster-tasks.ts'
import { followOutput } from '../../tasks/follow-output.ts'

export default class TasksLogs extends BaseCommand<typeof TasksLogs> {
  static override summary = 'show what a task wrote'
  static override examples = [
    '<%= config.bin %> <%= command.id %> hello',
    '<%= config.bin %> <%= command.id %> hello.1f2e3d4c --stderr --follow',
    '<%= config.bin %> <%= command.id %> hello --file result.txt',
  ]
  static override args = {
    task: Args.string({ required: true, description: 'id of the task, the start of it, or its name' }),
  }
  static override flags = {
    ...clusterFlags,
    stderr: Flags.boolean({ summary: 'stderr instead of stdout', default: false, exclusive: ['file'] }),
    file: Flags.string({ summary: 'another file of the sandbox' }),
    follow: Flags.boolean({ char: 'f', summary: 'go on while it writes', default: false }),
  }

  async run(): Promise<unknown> {
    const options = await leaderOptions(this.flags)
    const task = findTask(await listTasks(options, { ended: true }), this.args.task)
    const file = this.flags.file ?? (this.flags.stderr ? 'stderr' : 'stdout')
    const path = sandboxPath(task.frameworkId, task.executorId, file)
    let text = ''
    const write = (part: string) => {
      if (this.jsonEnabled()) text += part
      else process.stdout.write(part)
    }
    let interrupted = false
    process.once('SIGINT', () => {
      interrupted = true
    })
    await followOutput({ agent: task.agent, path }, write, () => interrupted || !this.flags.follow, options.login)
    return { task: task.id, file, text }
  }
}
