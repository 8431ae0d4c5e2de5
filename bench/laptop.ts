/**
 * From the command to the first task running, on this machine: `mantl provision INVENTORY` and then `mantl run -- true`, as an
 * ordinary user (nobody, when root runs this), with ports and folders of its own. `first ever`: with empty folders, nothing is
 * cached. `warm`: all is in place but nothing runs, as after a reboot. `running`: there is nothing to do.
 *   BENCH_RUNS=5   warm runs
 */
import { spawn } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { median, report } from './measure.ts'

const runs = Number(process.env.BENCH_RUNS ?? 5)
const program = join(import.meta.dirname, '../bin/mantl.js')
const nobody = 65_534
const asRoot = process.getuid?.() === 0

/** Seconds from the start: to the first words that match, and to the end. */
interface Timing {
  readonly seen: number
  readonly ended: number
  readonly said: string
}

const main = async (folder: string): Promise<void> => {
  const home = join(folder, 'home')
  mkdirSync(home)
  const inventory = join(folder, 'laptop.yml')
  const ports = { leader: await freePort(), follower: await freePort() }
  writeFileSync(inventory, inventoryText(ports))
  if (asRoot) for (const path of [folder, home]) chownSync(path, nobody, nobody)
  const provision = () => mantl(home, ['provision', inventory], /./)
  const run = () => mantl(home, ['run', '--master', `127.0.0.1:${ports.leader}`, '--', 'true'], /TASK_RUNNING/)
  try {
    const first = { provision: await provision(), run: await run() }
    const warm: (typeof first)[] = []
    const running: Timing[] = []
    for (let count = 0; count < runs; count += 1) {
      await stopDaemons(home)
      warm.push({ provision: await provision(), run: await run() })
      running.push(await provision())
    }
    if (!running.every(({ said }) => said.includes('up to date'))) throw new Error(`changed again: ${running[0]?.said}`)
    show('first ever', [first])
    show('warm', warm)
    report({ name: 'laptop/running: provision', value: median(running.map(({ ended }) => ended)), unit: 's', n: runs })
  } finally {
    await mantl(home, ['destroy', inventory, '--yes'], /./).catch((error: Error) => console.error(error.message))
    await stopDaemons(home)
  }
}

const show = (name: string, all: readonly { provision: Timing; run: Timing }[]): void => {
  const figure = (what: string, of: (one: { provision: Timing; run: Timing }) => number) =>
    report({ name: `laptop/${name}: ${what}`, value: median(all.map(of)), unit: 's', n: all.length })
  figure('command to first task running', one => one.provision.ended + one.run.seen)
  figure('provision', one => one.provision.ended)
  figure('run, to TASK_RUNNING', one => one.run.seen)
  figure('run, to its end', one => one.run.ended)
}

const inventoryText = ({ leader, follower }: { leader: number; follower: number }): string => `all:
  hosts:
    localhost:
      ansible_connection: local
      mesos_mode: mixed
      mesos_isolation: posix/cpu,posix/mem
      mesos_leader_port: ${leader}
      mesos_follower_port: ${follower}
`

/** Runs the program as an ordinary user whose folders all lie under `home`. Throws when it fails. */
const mantl = (home: string, args: readonly string[], awaited: RegExp): Promise<Timing> =>
  new Promise((resolve, reject) => {
    const began = performance.now()
    const elapsed = () => (performance.now() - began) / 1000
    const env = { PATH: process.env.PATH ?? '', HOME: home, LC_ALL: 'C.UTF-8' }
    const user = asRoot ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--'] : []
    const [command = '', ...rest] = [...user, process.execPath, program, ...args]
    const child = spawn(command, rest, { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    let seen: number | undefined
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      if (seen === undefined && awaited.test(said)) seen = elapsed()
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0 && seen !== undefined) resolve({ seen, ended: elapsed(), said })
      else reject(new Error(`mantl ${args.join(' ')} ended with ${code}:\n${said}`))
    })
  })

/** Ends the supervisors, which end their daemons, and waits until all are gone. */
const stopDaemons = async (home: string): Promise<void> => {
  const folder = join(home, '.local/state/mantl/run')
  const pids = () =>
    unitsIn(folder).flatMap(unit => ['supervisor', 'daemon'].flatMap(kind => pidIn(join(folder, unit, `${kind}.pid`))))
  const all = pids()
  for (const unit of unitsIn(folder))
    for (const pid of pidIn(join(folder, unit, 'supervisor.pid'))) signal(pid, 'SIGTERM')
  for (let tries = 0; all.some(isAlive); tries += 1) {
    if (tries === 500) for (const pid of all) signal(pid, 'SIGKILL')
    await pause(20)
  }
}

const unitsIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The process that the file names, while it lives. */
const pidIn = (file: string): number[] => {
  try {
    return [Number(readFileSync(file, 'utf8'))].filter(pid => pid > 1 && isAlive(pid))
  } catch {
    return []
  }
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {}
}

const isAlive = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const folder = mkdtempSync(join(tmpdir(), 'mantl-bench-laptop-'))
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await stopDaemons(join(folder, 'home'))
    rmSync(folder, { recursive: true, force: true })
    process.exit(130)
  })
try {
  await main(folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
