import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../free-port.ts'

/** The master under load. */
export interface Leader {
  /** `ip:port` */
  readonly address: string
  /** Undefined where it is not ours. */
  pid(): number | undefined
  /** kill -9, and started again with the same registry; only ours. */
  restart(): Promise<void>
  close(): Promise<void>
}

export const foreignLeader = (address: string): Leader => ({
  address,
  pid: () => undefined,
  restart: async () => {
    throw new Error('a master that was not started here is not restarted')
  },
  close: async () => {},
})

export interface LeaderOptions {
  readonly flags?: readonly string[]
  /** Arguments for Node: `--cpu-prof`. */
  readonly nodeFlags?: readonly string[]
}

/** A leader of ours on loopback, in a process of its own. */
export const startLeader = async ({ flags = [], nodeFlags = [] }: LeaderOptions = {}): Promise<Leader> => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-bench-leader-'))
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const program = join(import.meta.dirname, '../../bin/mesos-master.js')
  const file = join(folder, 'log')
  const argv = [
    '--disable-warning=ExperimentalWarning',
    ...nodeFlags,
    program,
    '--ip=127.0.0.1',
    `--port=${port}`,
    '--hostname=localhost',
    `--work_dir=${folder}/work`,
    '--logging_level=WARNING',
    ...flags,
  ]
  let child: ChildProcess | undefined
  const keep = nodeFlags.some(flag => flag.startsWith('--cpu-prof') || flag.startsWith('--heap-prof'))
  const remove = () =>
    keep ? console.error(`what Node wrote is in ${folder}`) : rmSync(folder, { recursive: true, force: true })
  const leave = () => {
    child?.kill('SIGKILL')
    remove()
  }
  process.once('exit', leave) // however this ends
  const start = async () => {
    const log = openSync(file, 'a')
    const env = { PATH: process.env.PATH }
    child = spawn(process.execPath, argv, { cwd: folder, env, stdio: ['ignore', log, log] })
    closeSync(log)
    await serving(address, () => child?.exitCode !== null, file)
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise(resolve => child!.once('exit', resolve))
    child.kill(signal)
    const killer = setTimeout(() => child!.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(killer)
  }
  try {
    await start()
  } catch (error) {
    await end('SIGKILL')
    throw error
  }
  return {
    address,
    pid: () => child?.pid,
    restart: async () => {
      await end('SIGKILL')
      await start()
    },
    close: async () => {
      await end('SIGTERM')
      process.off('exit', leave)
      remove()
    },
  }
}

/** Waits until the scheduler API refuses a GET for its method: it leads then. */
const serving = async (address: string, died: () => boolean, log: string): Promise<void> => {
  for (let tries = 0; tries < 1200 && !died(); tries += 1) {
    const status = await fetch(`http://${address}/api/v1/scheduler`, { redirect: 'manual' }).then(
      answer => answer.status,
      () => 0,
    )
    if (status === 405) return
    await pause(25)
  }
  throw new Error(`the leader does not come up:\n${readFileSync(log, 'utf8').slice(-4000)}`)
}
