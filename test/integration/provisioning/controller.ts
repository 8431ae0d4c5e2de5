import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Lab } from '../../hosts/lab.ts'

export const program = join(import.meta.dirname, '../../../bin/mantl.js')

export interface Run {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A machine in the lab's network that has mantl, a home of its own, and inventories. */
export interface Controller {
  readonly folder: string
  /** Runs `mantl ARGS`; any exit code is a result. */
  mantl(...args: readonly string[]): Promise<Run>
  /** Starts it without waiting. */
  start(...args: readonly string[]): ReturnType<Lab['runInside']>
  /** Writes a file into the folder and returns its path. */
  write(name: string, text: string): Promise<string>
  /** Kills those that a test started and left, be they stopped or at work. */
  endRuns(): Promise<void>
  close(): Promise<void>
}

export const createController = async (lab: Lab): Promise<Controller> => {
  const folder = await mkdtemp(join(tmpdir(), 'mantl-controller-'))
  await mkdir(join(folder, 'home/.ssh'), { recursive: true, mode: 0o700 })
  await copyFile(lab.sshConfigFile, join(folder, 'home/.ssh/config'))
  const running = new Set<ReturnType<Lab['runInside']>>()
  const start = (...args: readonly string[]) => {
    const run = lab.runInside([process.execPath, program, ...args], {
      env: environment(folder),
      cwd: folder,
      reject: false,
      stdin: 'ignore',
    })
    running.add(run)
    void run.then(() => running.delete(run))
    return run
  }
  const endRuns = async () => {
    for (const run of running) run.kill('SIGKILL')
    await Promise.all(running)
  }
  return {
    folder,
    start,
    mantl: async (...args) => {
      const { exitCode, stdout, stderr } = await start(...args)
      return { exitCode: exitCode ?? 255, stdout: String(stdout), stderr: String(stderr) }
    },
    write: async (name, text) => {
      await writeFile(join(folder, name), text)
      return join(folder, name)
    },
    endRuns,
    close: async () => {
      await endRuns()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const environment = (folder: string) => ({
  HOME: join(folder, 'home'),
  XDG_STATE_HOME: join(folder, 'state'),
  // the release is built once for all tests
  XDG_CACHE_HOME: join(tmpdir(), 'mantl-test-cache'),
  SSH_AUTH_SOCK: '',
  NO_COLOR: '1',
})

/** Five hosts as in inventory/cluster.yml: three leaders with ZooKeeper, two followers. `vars`: lines for all of them. */
export const clusterInventory = (lab: Lab, vars: readonly string[] = []): string => {
  const host = (name: string, index: number) => `        ${name}: { ansible_host: ${lab.hosts[index]!.ip} }`
  return `all:
  vars:
    mesos_work_dir: /var/lib/mesos
    zookeeper_server_group: zookeeper
    zookeeper_heap_mb: 64
${vars.map(line => `    ${line}`).join('\n')}
  children:
    leaders:
      vars: { mesos_mode: leader }
      hosts:
${['node-1', 'node-2', 'node-3'].map(host).join('\n')}
    zookeeper:
      hosts: { node-1: , node-2: , node-3: }
    followers:
      hosts:
${['node-4', 'node-5'].map((name, index) => host(name, index + 3)).join('\n')}
`
}
