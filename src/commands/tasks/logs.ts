import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { findTask, listTasks } from '../../tasks/cluster-tasks.ts'
import { readOutput } from '../../tasks/task-output.ts'
import { writeAll } from '../../ui/terminal/run-view.ts'

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
    follow: Flags.boolean({ char: 'f', summary: 'go on until the task ends', default: false }),
  }

  async run(): Promise<ResultOf<'tasks logs'>> {
    const options = await leaderOptions(this.flags)
    const task = findTask(await listTasks(options, { ended: true }), this.args.task)
    const file = this.flags.file ?? (this.flags.stderr ? 'stderr' : 'stdout')
    const chunks: Uint8Array[] = []
    const write = (chunk: Uint8Array) => (this.jsonEnabled() ? void chunks.push(chunk) : writeAll('stdout', chunk))
    const stop = new AbortController()
    process.once('SIGINT', () => stop.abort())
    process.stdout.once('error', () => stop.abort())
    await readOutput(task, write, { ...options, file, follow: this.flags.follow, stop: stop.signal })
    return { task: task.id, file, text: Buffer.concat(chunks).toString('utf8') }
  }
}
