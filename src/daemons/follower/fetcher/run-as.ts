import { type ChildProcess, spawn } from 'node:child_process'
import type { SpecUser } from '../containerizer/launch-spec.ts'

export interface Program {
  readonly args: readonly string[]
  /** Where it runs: the sandbox. */
  readonly folder: string
  /** Absent: the follower's own user. */
  readonly user?: SpecUser
}

const keptErrorText = 2_000

/**
 * Runs a program as the task's user, with his groups: as root we would follow the links in a folder that is his, and read files that
 * he may not. `feed` gets the process to write to its stdin. Throws with what the program said.
 */
export const runAs = async (
  { args, folder, user }: Program,
  feed?: (stdin: NonNullable<ChildProcess['stdin']>) => Promise<void>,
): Promise<void> => {
  const [program = '', ...rest] = [...becoming(user), ...args]
  const child = spawn(program, rest, {
    cwd: folder,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
    stdio: [feed ? 'pipe' : 'ignore', 'ignore', 'pipe'],
  })
  const ended = endOf(child, args[0] ?? '')
  if (feed === undefined) return ended
  const fed = feed(child.stdin!).catch(error => {
    child.kill('SIGKILL')
    return error as NodeJS.ErrnoException
  })
  const [problem, end] = await Promise.all([fed, ended.catch((error: Error) => error)])
  // Who has ended early says more than the pipe that broke.
  if (problem instanceof Error && !(problem.code === 'EPIPE' && end instanceof Error)) throw problem
  if (end instanceof Error) throw end
}

const becoming = (user: SpecUser | undefined): readonly string[] =>
  user === undefined ? [] : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--']

const endOf = (child: ChildProcess, program: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ''
    child.stderr!.setEncoding('utf8').on('data', text => (said = (said + text).slice(0, keptErrorText)))
    child.on('error', error => reject(new Error(`${program} can't be run: ${error.message}`)))
    child.on('close', code => {
      if (code === 0) return resolve()
      reject(new Error(`${program} failed: ${said.trim() || `exit status ${code}`}`))
    })
  })
