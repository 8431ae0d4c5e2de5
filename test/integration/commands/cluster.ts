import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { program } from '../../commands/program.ts'
import { type Daemon, eventually, newLab } from '../master/daemons.ts'

export interface Ended {
  /** Null: a signal ended it. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  /** What it wrote so far. */
  readonly output: { stdout: string; stderr: string }
  readonly ended: Promise<Ended>
}

export interface Cluster {
  readonly leader: Daemon
  readonly follower: Daemon
  /** Starts the command line against this cluster. */
  start(...args: string[]): Running
  /** Runs it to its end. */
  mantl(...args: string[]): Promise<Ended>
  end(): Promise<void>
}

/** A real leader and a real follower on loopback, from bin/, and the command line beside them. */
export const startCluster = async (): Promise<Cluster> => {
  const lab = newLab()
  const leader = await lab.leader(['--cluster=test', '--allocation_interval=50ms'])
  const follower = await lab.agent(leader.address, ['--isolation=posix/cpu,posix/mem', '--attributes=rack:r1'])
  const home = mkdtempSync(join(tmpdir(), 'mantl-commands-'))
  const start = (...args: string[]) => startProgram(args, leader.address, home)
  const mantl = (...args: string[]) => start(...args).ended
  await eventually('the follower is registered', async () => {
    const { status, stdout } = await mantl('status', '--json')
    return status === 0 && JSON.parse(stdout).followers.length === 1
  })
  return {
    leader,
    follower,
    start,
    mantl,
    end: async () => {
      await lab.end()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const startProgram = (args: readonly string[], master: string, home: string): Running => {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|VITEST|MANTL_|XDG_)/.test(name))
  const env = { ...Object.fromEntries(kept), MANTL_MASTER: master, XDG_STATE_HOME: home, XDG_CACHE_HOME: home }
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    output.stderr += text
  })
  return { child, output, ended: once(child, 'close').then(([status]) => ({ status, ...output })) }
}
