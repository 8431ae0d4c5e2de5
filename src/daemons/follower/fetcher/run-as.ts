import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import type { SpecUser } from '../containerizer/launch-spec.ts'
import { openSandbox, pathOf, type SandboxPlace } from '../containerizer/sandbox.ts'
import { findGroups } from '../linux/users.ts'
import { type Jail, jailed, withinJail } from './jail.ts'

/** Who works where: the sandbox and its user. */
export interface Workplace {
  readonly sandbox: SandboxPlace
  /** Absent: the follower's own user. */
  readonly user?: SpecUser
  readonly jail?: Jail
  /** Ends whatever runs. */
  readonly signal?: AbortSignal
}

export interface Program {
  readonly args: readonly string[]
  /** What it is called in messages; absent: as its first argument. */
  readonly name?: string
  /** A file of ours that it may read as `archivePath`, and as its stdin. */
  readonly archive?: { readonly path: string; readonly descriptor: number }
  /** A program's output, or a file. */
  readonly stdin?: NodeJS.ReadableStream | number
  /** It needs no rights but those of a user, even where the user is root. */
  readonly powerless?: boolean
}

type Feed = (stdin: NonNullable<ChildProcess['stdin']>) => Promise<void>

const keptErrorText = 2_000
export const environment = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' }

/** Where a program finds the archive. */
export const archivePath = ({ jail }: Workplace): string => (jail ? jailed.archive : '/dev/stdin')

/**
 * Runs a program in the sandbox as the task's user, with his groups: as root we would follow the links in a folder that is his, and read
 * files that he may not. `feed` gets the process to write to its stdin. Throws with what the program said.
 */
export const runAs = async (place: Workplace, program: Program, feed?: Feed): Promise<void> => {
  const child = start(place, program, feed)
  const ended = endOf(child, program.name ?? program.args[0] ?? '')
  const stop = () => killAll(child)
  place.signal?.addEventListener('abort', stop, { once: true })
  try {
    if (feed) await feeding(child, ended, feed)
    else await ended
  } finally {
    place.signal?.removeEventListener('abort', stop)
  }
  place.signal?.throwIfAborted()
}

const start = (place: Workplace, { args, archive, stdin, powerless }: Program, feed?: Feed): ChildProcess => {
  const { sandbox, user, jail } = place
  const root = process.getuid?.() === 0 && (user === undefined || user.uid === 0)
  const own = [...becoming(user, powerless === true && root), ...args]
  const inSandbox = jail ? ['sh', '-c', 'cd "$0" && exec "$@"', jailed.sandbox, ...own] : own
  const [program = '', ...rest] = jail ? withinJail(jail, archive?.path, inSandbox) : own
  const folder = openSandbox(sandbox)
  try {
    return spawn(program, rest, {
      cwd: pathOf(folder),
      env: environment,
      stdio: [feed ? 'pipe' : (stdin ?? archive?.descriptor ?? 'ignore'), 'ignore', 'pipe'] as never,
      detached: true, // it leads its group, so that all of it can be ended
    })
  } finally {
    closeSync(folder)
  }
}

/** It dies with us: whoever comes back after our death shall not find it at work in a sandbox. */
export const becoming = (user: SpecUser | undefined, powerless = false): readonly string[] => {
  const rights = powerless ? ['--bounding-set=-all', '--inh-caps=-all'] : []
  if (user === undefined && rights.length === 0) return []
  const who = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, `--groups=${findGroups(user).join(',')}`] : []
  return ['setpriv', '--pdeathsig', 'KILL', ...who, ...rights, '--']
}

const killAll = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {}
}

/** Who has ended early says more than the pipe that broke. */
const feeding = async (child: ChildProcess, ended: Promise<void>, feed: Feed): Promise<void> => {
  const fed = feed(child.stdin!).catch(error => {
    killAll(child)
    return error as NodeJS.ErrnoException
  })
  const [problem, end] = await Promise.all([fed, ended.catch((error: Error) => error)])
  if (problem instanceof Error && !(isBrokenPipe(problem) && end instanceof Error)) throw problem
  if (end instanceof Error) throw end
}

const isBrokenPipe = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET'

/** Throws with what it said. */
export const endOf = (child: ChildProcess, program: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ''
    child.stderr!.setEncoding('utf8').on('data', text => (said = (said + text).slice(0, keptErrorText)))
    child.on('error', error => reject(new Error(`${program} can't be run: ${error.message}`)))
    child.on('close', code => {
      if (code === 0) return resolve()
      reject(new Error(`${program} failed: ${said.trim() || `exit status ${code}`}`))
    })
  })
