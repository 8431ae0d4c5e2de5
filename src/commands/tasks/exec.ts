import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { MantlError } from '../../errors.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { findTask, listTasks } from '../../tasks/cluster-tasks.ts'
import { execInTask } from '../../tasks/exec-task.ts'
import { containerOf } from '../../tasks/task-container.ts'
import { collectOutput } from '../../ui/terminal/container-output.ts'

export default class TasksExec extends BaseCommand<typeof TasksExec> {
  static override summary = 'run a command in the container of a task'
  static override description =
    'It starts in the task’s folder, as its user and with its environment, and ends with the connection. The exit code is the command’s own (128 + n for signal n). One argument after -- is a text for the shell, several are a program and its arguments. Signals go to the command; a second Ctrl-C leaves at once. In a terminal Ctrl-P Ctrl-Q leaves, too, and the command ends with that.'
  static override usage = 'tasks exec [-i] [-t] TASK -- COMMAND'
  static override examples = [
    { description: 'a shell', command: '<%= config.bin %> <%= command.id %> -it hello -- bash' },
    { description: 'what a program says', command: '<%= config.bin %> <%= command.id %> hello -- ps aux' },
    {
      description: 'a folder into the sandbox',
      command: 'tar c config | <%= config.bin %> <%= command.id %> -i hello -- tar x',
    },
  ]
  static override strict = false
  static override args = {
    task: Args.string({ required: true, description: 'id of the task, the start of it, or its name' }),
  }
  static override flags = {
    ...clusterFlags,
    interactive: Flags.boolean({ char: 'i', summary: 'what is typed here goes to the command', default: false }),
    tty: Flags.boolean({ char: 't', summary: 'give the command a terminal', default: false }),
    user: Flags.string({ char: 'u', summary: 'user to run as on the follower; default: the task’s' }),
    env: Flags.string({
      char: 'e',
      summary: 'environment variable',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=VALUE',
    }),
  }

  async run(): Promise<ResultOf<'tasks exec'>> {
    const command = this.rest.slice(1)
    const { interactive, tty, user, env = [] } = this.flags
    this.check(command)
    const options = await leaderOptions(this.flags)
    const task = findTask(await listTasks(options, { ended: true }), this.args.task)
    const { show, collected } = collectOutput(this.jsonEnabled())
    const { exitCode, detached } = await execInTask(containerOf(task), {
      command,
      interactive,
      terminal: tty,
      ...(user === undefined ? {} : { user }),
      environment: Object.fromEntries(env.map(toVariable)),
      show,
      ...(options.login ? { login: options.login } : {}),
    })
    if (detached) this.progress('\nleft; the command has ended with that')
    process.exitCode = exitCode
    return { task: task.id, exitCode, detached, ...collected() }
  }

  private check(command: readonly string[]): void {
    if (command.length === 0) {
      throw new MantlError('usage.command', 'there is no command to run', {
        hint: 'put it behind --, as in: mantl tasks exec -it hello -- bash',
      })
    }
    if (this.flags.tty && this.flags.interactive && !process.stdin.isTTY) {
      throw new MantlError('usage.terminal', 'what is typed here does not come from a terminal', {
        hint: 'leave -t out to send it as it is',
      })
    }
    if (this.flags.tty && this.jsonEnabled()) {
      throw new MantlError('usage.terminal', '--json and --tty do not go together', { hint: 'leave one of them out' })
    }
  }
}

const toVariable = (text: string): [string, string] => {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new MantlError('usage.env', `--env ${text} is not NAME=VALUE`, { hint: 'for example --env GREETING=hello' })
}
