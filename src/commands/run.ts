import { userInfo } from 'node:os'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { clusterFlags, leaderOptions } from '../cluster/cluster-flags.ts'
import { MantlError } from '../errors.ts'
import { runTasks } from '../tasks/run-tasks.ts'
import { createRunView } from '../ui/terminal/run-view.ts'

export default class Run extends BaseCommand<typeof Run> {
  static override summary = 'run a command in the cluster and follow it to its end'
  static override description =
    'Its output comes here as it is written, and the exit code is the command’s own. Ctrl-C kills it. One argument after -- is a text for the shell, several are a program and its arguments.'
  static override usage = 'run [--name NAME] [--cpus N] [--mem MB] -- COMMAND'
  static override examples = [
    { description: 'a shell text', command: "<%= config.bin %> <%= command.id %> --name hello -- 'echo hi; exit 3'" },
    {
      description: 'three at once, in the background',
      command: '<%= config.bin %> <%= command.id %> --count 3 --detach -- sleep 1000',
    },
    {
      description: 'with a file to work on',
      command: "<%= config.bin %> <%= command.id %> --uri http://host/data.tgz -- 'wc -l data/*'",
    },
  ]
  static override strict = false
  static override flags = {
    ...clusterFlags,
    name: Flags.string({ summary: 'name of the task', default: 'run', parse: async name => checkedName(name) }),
    cpus: Flags.string({
      summary: 'processors, e.g. 0.5',
      default: '0.1',
      parse: async text => positive('--cpus', text),
      helpValue: 'N',
    }),
    mem: Flags.string({
      summary: 'memory in megabytes',
      default: '64',
      parse: async text => positive('--mem', text),
      helpValue: 'MB',
    }),
    role: Flags.string({ summary: 'allocation role', default: '*' }),
    user: Flags.string({ summary: 'user to run as; default: you' }),
    env: Flags.string({
      summary: 'environment variable',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=VALUE',
    }),
    uri: Flags.string({ summary: 'file to fetch into the sandbox first', multiple: true, multipleNonGreedy: true }),
    count: Flags.integer({ summary: 'how many of it', default: 1, min: 1, max: 10_000 }),
    detach: Flags.boolean({ char: 'd', summary: 'return as soon as it runs', default: false }),
  }

  async run(): Promise<unknown> {
    if (this.rest.length === 0)
      throw new MantlError('usage.command', 'nothing to run', { hint: 'put the command behind --' })
    const interrupt = new AbortController()
    process.once('SIGINT', () => interrupt.abort())
    process.once('SIGTERM', () => interrupt.abort())
    const { name, role, count, detach } = this.flags
    const session = await runTasks(
      {
        name,
        role,
        count,
        detach,
        command: this.rest.length === 1 ? this.rest[0]! : this.rest,
        cpus: Number(this.flags.cpus),
        mem: Number(this.flags.mem),
        user: this.flags.user ?? userInfo().username,
        env: Object.fromEntries((this.flags.env ?? []).map(toVariable)),
        uris: this.flags.uri ?? [],
      },
      await leaderOptions(this.flags),
      createRunView({
        palette: this.errorPalette,
        progress: line => this.progress(line),
        several: count > 1,
        quiet: this.jsonEnabled(),
      }),
      interrupt.signal,
    )
    const tasks = [...session.tasks.values()]
    process.exitCode = detach ? 0 : Math.max(...tasks.map(({ exitCode = 1 }) => exitCode))
    if (detach && !this.jsonEnabled()) for (const { id } of tasks) this.log(id)
    return { framework_id: session.frameworkId, tasks }
  }
}

const checkedName = (name: string): string => {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/.test(name)) return name
  throw new MantlError('usage.name', `--name ${name}: letters, digits, _ . - only, at most 128`)
}

const positive = (flag: string, text: string): string => {
  if (Number(text) > 0 && Number.isFinite(Number(text))) return text
  throw new MantlError('usage.number', `${flag} ${text} is not a number above 0`)
}

const toVariable = (text: string): [string, string] => {
  const at = text.indexOf('=')
  if (at < 1) throw new MantlError('usage.env', `--env ${text} is not NAME=VALUE`)
  return [text.slice(0, at), text.slice(at + 1)]
}
