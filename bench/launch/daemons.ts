import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../free-port.ts'

/** A leader and a follower of ours on loopback. */
export interface Daemons {
  readonly master: string
  readonly leader: number
  readonly follower: number
  /** Kills the follower as a crash would, and starts another in its place; its process id. */
  restartFollower(): Promise<number>
  close(): Promise<void>
}

/** How a program of ours is started: the program itself, and what stands before its flags. */
export type Starts = Readonly<Record<'mesos-master' | 'mesos-agent', readonly [string, ...string[]]>>

const bin = join(import.meta.dirname, '../../bin')
const byNode = (file: string) => [process.execPath, '--disable-warning=ExperimentalWarning', join(bin, file)] as const
export const fromSource: Starts = { 'mesos-master': byNode('mesos-master.js'), 'mesos-agent': byNode('mesos-agent.js') }

/** Resolves when the follower is registered. `folder`: a new one for all that they write. */
export const startDaemons = async (
  folder: string,
  isolation: string,
  starts: Starts = fromSource,
  more: readonly string[] = [],
): Promise<Daemons> => {
  mkdirSync(folder)
  const cgroups = `mantl-bench-${process.pid}`
  const ports = { leader: await freePort(), follower: await freePort() }
  const master = `127.0.0.1:${ports.leader}`
  const children: ChildProcess[] = []
  const close = async () => {
    for (const child of children.toReversed()) await end(child)
    removeCgroups(cgroups)
  }
  const start = (name: keyof Starts, flags: readonly string[]): number => {
    const log = openSync(join(folder, `${name}.log`), 'a')
    const [program, ...before] = starts[name]
    const child = spawn(program, [...before, '--ip=127.0.0.1', '--logging_level=WARNING', ...flags], {
      cwd: '/',
      env: { PATH: process.env.PATH },
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    children.push(child)
    return child.pid ?? 0
  }
  try {
    const leader = start('mesos-master', [
      `--port=${ports.leader}`,
      `--work_dir=${folder}/leader`,
      '--hostname=localhost',
      '--allocation_interval=100ms',
    ])
    const startFollower = () =>
      start('mesos-agent', [
        `--master=${master}`,
        `--port=${ports.follower}`,
        '--hostname=localhost',
        `--work_dir=${folder}/work`,
        `--runtime_dir=${folder}/run`,
        `--cgroups_root=${cgroups}`,
        `--isolation=${isolation}`,
        `--launcher=${isolation.includes('cgroups') ? 'linux' : 'posix'}`,
        '--registration_backoff_factor=10ms',
        '--resources=cpus:64;mem:65536;disk:10000;ports:[31000-32000]',
        ...more,
      ])
    const follower = startFollower()
    await registered(master, () => children.find(({ exitCode }) => exitCode !== null) !== undefined, folder)
    const restartFollower = async () => {
      const crashed = children.pop()!
      const gone = new Promise(resolve => crashed.once('exit', resolve))
      crashed.kill('SIGKILL')
      await gone
      return startFollower()
    }
    return { master, leader, follower, restartFollower, close }
  } catch (error) {
    await close()
    throw error
  }
}

const registered = async (master: string, died: () => boolean, folder: string): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const slaves = await fetch(`http://${master}/slaves`).then(
      async answer => (answer.ok ? ((await answer.json()) as { slaves: unknown[] }).slaves : []),
      () => [],
    )
    if (slaves.length > 0) return
    if (died()) break
    await pause(50)
  }
  const logs = ['mesos-master', 'mesos-agent'].map(name => readFileSync(join(folder, `${name}.log`), 'utf8'))
  throw new Error(`the daemons do not come up:\n${logs.join('\n').slice(-4000)}`)
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(killer)
}

/** The empty folders that held the containers' cgroups. */
const removeCgroups = (name: string): void => {
  for (const controller of ['', ...readdirSync('/sys/fs/cgroup')]) {
    try {
      rmdirSync(join('/sys/fs/cgroup', controller, name))
    } catch {}
  }
}
