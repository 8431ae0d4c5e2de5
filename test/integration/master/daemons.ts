import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endLeftovers, removeCgroups } from '../../support/leaks.ts'
import { freePort } from '../../support/ports.ts'

export interface Daemon {
  readonly port: number
  readonly address: string
  readonly folder: string
  /** What it said so far: JSON lines. */
  log(): string
  /** Undefined while it runs. */
  exitCode(): number | null | undefined
  start(): void
  /** kill -9 by default, and wait for its end. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

const bin = (name: string) => join(import.meta.dirname, '../../../bin', name)

/** A daemon of ours as a process of its own, on loopback, with a folder that ends with the lab. */
const daemon = (program: string, port: number, folder: string, flags: readonly string[]): Daemon => {
  let child: ChildProcess | undefined
  const file = join(folder, 'log')
  writeFileSync(file, '')
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MESOS_')))
  return {
    port,
    address: `127.0.0.1:${port}`,
    folder,
    log: () => readFileSync(file, 'utf8'),
    exitCode: () => (child?.signalCode ? null : (child?.exitCode ?? undefined)),
    start: () => {
      const out = openSync(file, 'a')
      child = spawn(process.execPath, [bin(program), ...flags], { stdio: ['ignore', out, out], env })
    },
    kill: async (signal = 'SIGKILL') => {
      const dying = child
      child = undefined
      if (dying === undefined || dying.exitCode !== null || dying.signalCode !== null) return
      const gone = new Promise(resolve => dying.once('exit', resolve))
      dying.kill(signal)
      await gone
    },
  }
}

export interface Lab {
  leader(flags?: readonly string[]): Promise<Daemon>
  agent(master: string, flags?: readonly string[]): Promise<Daemon>
  /** Kills all that it started, tasks too, and removes their folders. */
  end(): Promise<void>
}

export const newLab = (): Lab => {
  const root = mkdtempSync(join(tmpdir(), 'mantl-master-'))
  const cgroups = basename(root)
  const all: Daemon[] = []
  const make = async (program: string, flags: (folder: string) => readonly string[]) => {
    const port = await freePort()
    const folder = mkdtempSync(join(root, 'd'))
    const made = daemon(program, port, folder, ['--ip=127.0.0.1', `--port=${port}`, ...flags(folder)])
    made.start()
    all.push(made)
    return made
  }
  return {
    leader: (flags = []) => make('mesos-master.js', folder => [`--work_dir=${folder}/work`, ...flags]),
    agent: (master, flags = []) =>
      make('mesos-agent.js', folder => [
        `--master=${master}`,
        `--work_dir=${folder}/work`,
        `--runtime_dir=${folder}/run`,
        `--cgroups_root=${cgroups}`,
        '--resources=cpus:2;mem:512;disk:512;ports:[31000-31010]',
        ...flags,
      ]),
    end: async () => {
      await Promise.all(all.map(one => one.kill()))
      endLeftovers(root)
      await removeCgroups(cgroups)
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Asks again until it is so, or fails saying what was waited for; `what` is asked then. */
export const eventually = async <T>(
  what: string | (() => string),
  ask: () => T | undefined | Promise<T | undefined>,
  patienceMs = 100_000,
): Promise<T> => {
  const end = Date.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > end) throw new Error(`waited in vain until ${typeof what === 'string' ? what : what()}`)
    await sleep(50)
  }
}

/** Whether this one leads: the scheduler API answers there, elsewhere it redirects or is not available. Throws when it has ended. */
export const leads = async ({ address, exitCode, log }: Daemon): Promise<boolean> => {
  if (exitCode() !== undefined) throw new Error(`it ended with ${exitCode()}: ${log().slice(-3000)}`)
  const answer = await fetch(`http://${address}/api/v1/scheduler`, { method: 'GET', redirect: 'manual' }).catch(
    () => undefined,
  )
  return answer?.status === 405
}

export const theLeader = (leaders: readonly Daemon[]): Promise<Daemon> =>
  eventually('one of them leads', async () => {
    const leading = await Promise.all(leaders.map(leads))
    return leaders[leading.indexOf(true)]
  })
