import { userInfo } from 'node:os'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { clusterFlags, leaderOptions } from '../cluster/cluster-flags.ts'
import { exitCode, MantlError } from '../errors.ts'
import type { ResultOf } from '../results/catalog.ts'
import { healthCheckOf, healthFlags } from '../tasks/health-flags.ts'
import type { RunRequest } from '../tasks/run-request.ts'
import { isOver, type RunTask } from '../tasks/run-session.ts'
import { runTasks } from '../tasks/run-tasks.ts'
import { createRunView } from '../ui/terminal/run-view.ts'

export default class Run extends BaseCommand<typeof Run> {
  static override summary = 'run a command in the cluster and follow it to its end'
  static override description =
    'Its output comes here as it is written, and the exit code is the command’s own (128 + n for signal n, 1 for any other end; of several tasks the greatest). Ctrl-C kills it. One argument after -- is a text for the shell, several are a program and its arguments.'
  static override usage = 'run [--name NAME] [--cpus N] [--mem MB] -- COMMAND'
  static override examples = [
    { description: 'a shell text', command: "<%= config.bin %> <%= command.id %> --name hello -- 'echo hi; exit 3'" },
    {
      description: 'three at once, in the background',
      command: '<%= config.bin %> <%= command.id %> --count 3 --detach -- sleep 1000',
    },
    {
      description: 'a server that is killed when it does not answer any more',
      command: "<%= config.bin %> <%= command.id %> --health-http 8080/ -- 'python3 -m http.server 8080'",
    },
    {
      description: 'with a file to work on',
      command: "<%= config.bin %> <%= command.id %> --uri http://host/data.tgz -- 'wc -l data/*'",
    },
    {
      description: 'in an image',
      command: "<%= config.bin %> <%= command.id %> --image alpine:3 -- 'cat /etc/os-release'",
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
    user: Flags.string({ summary: 'user to run as on the follower; default: your name here' }),
    env: Flags.string({
      summary: 'environment variable',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=VALUE',
    }),
    image: Flags.string({
      summary: 'Docker or OCI image to run in; without a command what it says is run',
      helpValue: 'NAME',
    }),
    uri: Flags.string({ summary: 'file to fetch into the sandbox first', multiple: true, multipleNonGreedy: true }),
    ...healthFlags,
    count: Flags.integer({ summary: 'how many of it', default: 1, min: 1, max: 10_000 }),
    detach: Flags.boolean({ char: 'd', summary: 'return as soon as it runs', default: false }),
  }

  async run(): Promise<ResultOf<'run'>> {
    if (this.rest.length === 0 && this.flags.image === undefined)
      throw new MantlError('usage.command', 'there is no command to run', {
        hint: "put it behind --, as in: mantl run --name hello -- 'echo hello'",
      })
    const { count, detach } = this.flags
    const interrupt = this.interrupted()
    const view = createRunView({
      palette: this.errorPalette,
      progress: line => this.progress(line),
      several: count > 1,
      quiet: this.jsonEnabled(),
    })
    const session = await runTasks(this.request(), await leaderOptions(this.flags), view, interrupt)
    const tasks = [...session.tasks.values()]
    process.exitCode = interrupt.aborted ? interrupt.reason : Math.max(...tasks.map(codeOf))
    if (detach && !this.jsonEnabled()) for (const { id } of tasks) this.log(id)
    return { frameworkId: session.frameworkId, tasks }
  }

  private request(): RunRequest {
    const { name, role, count, detach, cpus, mem, user, env = [], uri = [], image } = this.flags
    const command = this.rest.length === 1 ? this.rest[0]! : this.rest
    const variables = Object.fromEntries(env.map(toVariable))
    const as = user ?? userInfo().username
    const health = healthCheckOf(this.flags)
    return {
      name,
      role,
      count,
      detach,
      command,
      cpus: Number(cpus),
      mem: Number(mem),
      user: as,
      env: variables,
      uris: uri,
      ...(image === undefined ? {} : { image }),
      ...(health ? { health } : {}),
    }
  }

  /** Aborted with the exit code by the first Ctrl-C, a termination, or when nobody reads our output any more. */
  private interrupted(): AbortSignal {
    const interrupt = new AbortController()
    process.once('SIGINT', () => {
      this.progress('killing what was started; Ctrl-C again leaves at once')
      interrupt.abort(exitCode.interrupted)
    })
    process.once('SIGTERM', () => interrupt.abort(143))
    process.stdout.once('error', () => interrupt.abort(141))
    return interrupt.signal
  }
}

const codeOf = ({ state, exitCode: code = 1 }: RunTask): number => (isOver(state) ? code : 0)

const checkedName = (name: string): string => {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/.test(name)) return name
  throw new MantlError('usage.name', `--name ${name} is not a task name`, {
    hint: 'letters, digits, _ . and -, at most 128, the first a letter or a digit',
  })
}

const positive = (flag: string, text: string): string => {
  if (Number(text) > 0 && Number.isFinite(Number(text))) return text
  throw new MantlError('usage.number', `${flag} ${text} is not a number above 0`, {
    hint: `for example ${flag} ${flag === '--mem' ? 256 : 0.5}`,
  })
}

const toVariable = (text: string): [string, string] => {
  const at = text.indexOf('=')
  if (at < 1)
    throw new MantlError('usage.env', `--env ${text} is not NAME=VALUE`, { hint: 'for example --env GREETING=hello' })
  return [text.slice(0, at), text.slice(at + 1)]
}
