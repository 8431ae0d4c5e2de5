import { setTimeout as pause } from 'node:timers/promises'
import { createLab, type Lab } from '../../hosts/lab.ts'
import { type Controller, createController } from './controller.ts'
import { type Resident, resident } from './faults/resident.ts'
import { firstOutput } from './watching.ts'

/** Two leaders over one ZooKeeper server, two followers. */
export interface SmallCluster {
  readonly lab: Lab
  readonly controller: Controller
  /** Carries out what nothing happens to meanwhile. */
  readonly mantl: Resident['mantl']
  readonly inventory: string
  /** Writes the inventory with these lines among its variables. */
  write(...vars: readonly string[]): Promise<string>
  /** Waits until the doctor finds nothing. */
  settled(): Promise<void>
  /** A task that counts, and whether it ever stopped. */
  startCounting(name: string): Promise<Counting>
  close(): Promise<void>
}

export interface Counting {
  /** Ends it; what it counted, and what the command said. */
  stop(): Promise<{ readonly ticks: readonly string[]; readonly stderr: string }>
}

export const smallCluster = async (): Promise<SmallCluster> => {
  const lab = await createLab({ hosts: ['h1', 'h2', 'h3', 'h4'].map(name => ({ name })), layer: 'zookeeper-cached' })
  const controller = await createController(lab)
  const write = (...vars: readonly string[]) => controller.write('cluster.yml', text(lab, vars))
  const inventory = await write()
  const inside = resident(lab, controller)
  return {
    lab,
    controller,
    mantl: inside.mantl,
    inventory,
    write,
    settled: () => settled(inside, inventory),
    startCounting: name => startCounting(controller, name),
    close: async () => {
      await inside.close()
      await controller.close()
      await lab.close()
    },
  }
}

const text = (lab: Lab, vars: readonly string[]) => {
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
${['node-1', 'node-2'].map(host).join('\n')}
    zookeeper:
      hosts: { node-1: }
    followers:
      hosts:
${['node-3', 'node-4'].map((name, index) => host(name, index + 2)).join('\n')}
`
}

const settled = async ({ mantl }: Resident, inventory: string): Promise<void> => {
  for (const end = performance.now() + patienceMillis; ; ) {
    const { stdout, exitCode } = await mantl('doctor', inventory)
    if (exitCode === 0) return
    if (performance.now() > end) throw new Error(stdout)
    await pause(1000)
  }
}

const patienceMillis = 180_000

const startCounting = async (controller: Controller, name: string): Promise<Counting> => {
  const script = 'i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.2; done'
  const run = controller.start('run', '--name', name, '--', script)
  await firstOutput(run, /TASK_RUNNING/)
  return {
    stop: async () => {
      run.kill('SIGINT')
      const { stdout, stderr } = await run
      return { ticks: String(stdout).match(/tick \d+/g) ?? [], stderr: String(stderr) }
    },
  }
}

export const contiguous = (ticks: readonly string[]) => ticks.map((_, index) => `tick ${index + 1}`)
