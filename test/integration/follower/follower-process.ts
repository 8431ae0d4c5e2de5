import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FakeMaster } from '../../support/fake-master.ts'
import { freePort } from '../../support/ports.ts'

/** Folders below which there may be cgroups of ours; the last is the unified hierarchy's. */
const controllers = [
  ...['memory', 'cpu', 'cpuacct', 'freezer', 'pids', 'blkio', 'cpuset', 'devices'],
  ...['hugetlb', 'net_cls', 'net_prio', 'perf_event', ''],
]

const program = join(import.meta.dirname, '../../../bin/mesos-agent.js')

export const isRoot = process.getuid?.() === 0

const resources = '--resources=cpus:8;mem:4096;disk:1000;ports:[31000-31009]'

/** A zombie is dead: whoever should have asked for it has not yet. */
export const isAlive = (pid: string): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** The real daemon, started and ended as an operator's supervisor would. */
export class FollowerProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'mantl-follower-'))
  readonly cgroup = `mantl-test-${process.pid}`
  readonly master: FakeMaster
  flags: readonly string[]
  /** Words before the command: what puts it where it is to run. */
  through: readonly string[] = []
  port = 0
  log = ''
  child?: ChildProcess

  constructor(master: FakeMaster, flags: readonly string[]) {
    this.master = master
    this.flags = flags
  }

  get workDir(): string {
    return join(this.folder, 'work')
  }

  /** Starts, without waiting for anything. */
  async spawn(extra: readonly string[] = [], options: { uid?: number; gid?: number } = {}): Promise<ChildProcess> {
    this.port ||= await freePort()
    const given = [...this.flags, ...extra]
    const flags = [
      `--master=${this.master.address}`,
      '--ip=127.0.0.1',
      `--port=${this.port}`,
      '--hostname=localhost',
      `--work_dir=${this.workDir}`,
      `--runtime_dir=${join(this.folder, 'run')}`,
      `--cgroups_root=${this.cgroup}`,
      '--registration_backoff_factor=10ms',
      ...(given.some(flag => flag.startsWith('--resources=')) ? [] : [resources]),
      ...given,
    ]
    const [command = '', ...words] = [...this.through, process.execPath, program, ...flags]
    const child = spawn(command, words, {
      cwd: '/',
      env: { PATH: process.env.PATH, SECRET_OF_THE_AGENT: 'yes' },
      stdio: ['ignore', 'ignore', 'pipe'],
      ...options,
    })
    child.stderr!.setEncoding('utf8').on('data', text => (this.log += text))
    this.child = child
    return child
  }

  /** Starts and waits until it is registered, or registered again. */
  async start(extra: readonly string[] = [], options: { uid?: number; gid?: number } = {}): Promise<void> {
    const updates = () => this.master.received.filter(({ name }) => name === 'UpdateSlaveMessage').length
    const before = updates()
    await this.spawn(extra, options)
    await until(
      () => updates() > before || this.child!.exitCode !== null,
      'the follower registers',
      () => this.log,
    )
    if (this.child!.exitCode !== null) throw new Error(`the follower ended: ${this.log}`)
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      return Promise.resolve(child?.exitCode ?? null)
    }
    return new Promise(resolve => {
      child.once('exit', code => resolve(code))
      child.kill(signal)
    })
  }

  async get(path: string): Promise<any> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`)
    return response.json()
  }

  /** The sandbox of a command task. */
  sandbox(taskId: string, frameworkId = 'F'): string {
    return join(
      this.workDir,
      'slaves',
      this.master.agentId,
      'frameworks',
      frameworkId,
      'executors',
      taskId,
      'runs/latest',
    )
  }

  read(taskId: string, file: string): string {
    return readFileSync(join(this.sandbox(taskId), file), 'utf8')
  }

  /** Until a task's updates and their acknowledgements are on disk: two records each. */
  async acknowledged(taskId: string, updates = 2): Promise<void> {
    const run = `meta/slaves/latest/frameworks/F/executors/${taskId}/runs/latest`
    const file = join(this.workDir, run, 'tasks', taskId, 'task.updates')
    await until(() => existsSync(file) && records(readFileSync(file)) >= 2 * updates, `${taskId} is acknowledged`)
  }

  async close(): Promise<void> {
    await this.kill('SIGTERM')
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Cgroups of containers that are left, in any hierarchy. */
  cgroupsLeft(): readonly string[] {
    return controllers
      .map(controller => join('/sys/fs/cgroup', controller, this.cgroup))
      .filter(folder => existsSync(folder))
      .flatMap(folder =>
        readdirSync(folder, { withFileTypes: true })
          .filter(entry => entry.isDirectory())
          .map(entry => join(folder, entry.name)),
      )
  }

  /** Until nothing is left of containers: processes, cgroups. While it runs, what it runs for itself is not counted. */
  async leavesNothing(): Promise<void> {
    const ended = this.child?.exitCode !== null || this.child.signalCode !== null
    const processes = () => this.processesLeft().filter(line => ended || !line.includes('mesos-agent'))
    const left = () => [...processes(), ...this.cgroupsLeft()]
    await until(
      () => left().length === 0,
      'nothing is left',
      () => left().join('\n'),
    )
  }

  /** Removes the empty folders that hold containers' cgroups. */
  removeCgroups(): void {
    for (const controller of controllers) {
      try {
        rmdirSync(join('/sys/fs/cgroup', controller, this.cgroup))
      } catch {}
    }
  }

  /** Processes that were started in a sandbox of ours, or watch over one. */
  processesLeft(): readonly string[] {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name) && Number(name) !== this.child?.pid)
      .flatMap(pid => {
        try {
          const text = ['environ', 'cmdline'].map(file => readFileSync(`/proc/${pid}/${file}`, 'utf8')).join(' ')
          return text.includes(this.folder) ? [`${pid} ${text.replaceAll('\0', ' ').slice(0, 200)}`] : []
        } catch {
          return []
        }
      })
  }
}

/** How many there are, each behind its length. */
const records = (bytes: Buffer): number => {
  let count = 0
  for (let at = 0; at + 4 <= bytes.length; at += 4 + bytes.readUInt32LE(at)) count += 1
  return count
}

export const until = async (
  what: () => boolean | Promise<boolean>,
  name: string,
  more: () => string = () => '',
  timeoutMs = 60_000,
): Promise<void> => {
  const end = performance.now() + timeoutMs
  while (!(await what())) {
    if (performance.now() > end) throw new Error(`waited too long: ${name} ${more()}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

export interface TaskOptions {
  readonly mem?: number
  readonly command?: object
  readonly checkpoint?: boolean
  readonly capabilities?: readonly string[]
  readonly user?: string
  readonly [field: string]: unknown
}

/** A RunTaskMessage for a command task. */
export const runTask = (agentId: string, id: string, value: string, options: TaskOptions = {}) => {
  const { mem = 32, command = {}, checkpoint = true, user = 'root', framework = 'F', ...task } = options
  const capabilities = (options.capabilities ?? ['MULTI_ROLE', 'PARTITION_AWARE']).map(type => ({ type }))
  const { capabilities: _, ...fields } = task
  return {
    framework: { user, name: 'test', id: { value: framework }, checkpoint, roles: ['dev'], capabilities },
    pid: '@0.0.0.0:0',
    task: {
      name: id,
      task_id: { value: id },
      agent_id: { value: agentId },
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: 'dev' } },
        { name: 'mem', type: 'SCALAR', scalar: { value: mem }, allocation_info: { role: 'dev' } },
      ],
      command: { value, shell: true, ...command },
      ...fields,
    },
  }
}
