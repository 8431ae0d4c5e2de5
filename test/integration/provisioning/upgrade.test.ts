import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLab, type Lab } from '../../hosts/lab.ts'
import { type Controller, createController } from './controller.ts'
import { proveUnbroken, startCounting as startDetached } from './counting-task.ts'
import { startOverOnSecondTry } from './second-try.ts'

let lab: Lab
let controller: Controller
let inventory: string

/** Two leaders over one ZooKeeper server, two followers. */
const text = (vars: readonly string[] = []) => {
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

const write = (...vars: readonly string[]) => controller.write('cluster.yml', text(vars))

const settled = async (): Promise<void> => {
  for (let tries = 0; ; tries++) {
    const { stdout, exitCode } = await controller.mantl('doctor', inventory)
    if (exitCode === 0) return
    if (tries > 60) throw new Error(stdout)
    await pause(1000)
  }
}

/** A task that counts, and whether it ever stopped. */
const startCounting = async (name: string) => {
  const script = 'i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.2; done'
  const run = controller.start('run', '--name', name, '--', script)
  await new Promise<void>((resolve, reject) => {
    run.stderr!.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('TASK_RUNNING')) resolve()
    })
    void run.then((ended: { readonly stderr?: unknown }) => reject(new Error(String(ended.stderr))))
  })
  return async () => {
    run.kill('SIGINT')
    const { stdout, stderr } = await run
    const ticks = String(stdout).match(/tick \d+/g) ?? []
    return { ticks, stderr: String(stderr) }
  }
}

const contiguous = (ticks: readonly string[]) => ticks.map((_, index) => `tick ${index + 1}`)

beforeAll(async () => {
  lab = await createLab({ hosts: ['h1', 'h2', 'h3', 'h4'].map(name => ({ name })), layer: 'zookeeper-cached' })
  controller = await createController(lab)
  inventory = await write()
  const run = await controller.mantl('provision', inventory)
  expect(run.exitCode, run.stderr).toBe(0)
  await settled()
})

afterAll(async () => {
  await controller?.close()
  await lab?.close()
})

startOverOnSecondTry(() => ({ lab, controller, inventory }))

it('changes the standby before the leading one, and followers batch by batch; a task runs on', async () => {
  const leading = JSON.parse((await controller.mantl('status', '--json')).stdout) as {
    leaders: { role: string; address: string }[]
  }
  const [first, second] = ['leading', 'standby'].map(role => {
    const address = leading.leaders.find(leader => leader.role === role)!.address
    return `node-${lab.hosts.findIndex(({ ip }) => address.startsWith(`${ip}:`)) + 1}`
  })
  const stop = await startCounting('steady')
  await write('mesos_cluster: blue', 'mesos_logging_level: INFO')
  const asked = await controller.mantl('upgrade', inventory)
  expect([asked.exitCode, asked.stderr]).toEqual([64, expect.stringContaining('--yes')])
  const upgrade = await controller.mantl('upgrade', inventory, '--yes', '--serial', '1')
  expect([upgrade.exitCode, upgrade.stdout]).toEqual([0, expect.stringContaining('upgraded')])
  const done = upgrade.stderr.split('\n').filter(line => /✓ .*(restart mantl|wait until the follower)/.test(line))
  expect(done.map(line => line.replace('✓ ', '').replace(/ {2}/, ' '))).toEqual([
    `${second} restart mantl-leader`,
    `${first} restart mantl-leader`,
    'node-3 restart mantl-follower',
    'node-3 wait until the follower registered with the leader',
    'node-4 restart mantl-follower',
    'node-4 wait until the follower registered with the leader',
  ])
  const { ticks, stderr } = await stop()
  expect(ticks).toEqual(contiguous(ticks))
  expect(stderr).toMatch(/TASK_KILLED/)
  expect((await controller.mantl('upgrade', inventory, '--yes')).stdout).toContain('up to date')
})

it('a batch that does not come back returns to what it was, and no further follower is touched', async () => {
  await settled()
  const stop = await startCounting('unmoved')
  await write('mesos_cluster: blue', 'mesos_logging_level: INFO', 'mesos_isolation: no/such')
  const upgrade = await controller.mantl('upgrade', inventory, '--yes', '--serial', '1', '--json')
  const { hosts } = JSON.parse(upgrade.stdout) as {
    hosts: { host: string; result: string; error?: { code: string }; why?: string }[]
  }
  expect([upgrade.exitCode, hosts.map(({ result }) => result)]).toEqual([3, ['done', 'done', 'failed', 'held']])
  expect([hosts[2]!.error?.code, hosts[3]!.why]).toEqual([
    'upgrade.undone',
    expect.stringMatching(/^node-3 went back to what was before: node-3 failed/),
  ])
  await settled()
  await write('mesos_cluster: blue', 'mesos_logging_level: INFO')
  const plan = await controller.mantl('plan', inventory, '--detailed-exitcode')
  expect(plan.exitCode, plan.stdout).toBe(0)
  const { ticks } = await stop()
  expect(ticks).toEqual(contiguous(ticks))
})

it('a cluster that is not well is not upgraded', async () => {
  await lab.host('h4').exec(['systemctl', 'stop', 'mantl-follower'])
  await write('mesos_cluster: green')
  const refused = await controller.mantl('upgrade', inventory, '--yes')
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringMatching(/node-4: mantl-follower does not run/)])
  await lab.host('h4').exec(['systemctl', 'start', 'mantl-follower'])
  await settled()
})

it('--drain moves the tasks away first, and takes the agents back', async () => {
  const stop = await startCounting('moved')
  await write('mesos_logging_level: ERROR')
  const upgrade = await controller.mantl('upgrade', inventory, '--yes', '--drain', '--serial', '1')
  expect([upgrade.exitCode, upgrade.stderr]).toEqual([
    0,
    expect.stringMatching(/drained before a change: \d+ tasks? end there[\s\S]*draining node-3[\s\S]*draining node-4/),
  ])
  const { stderr } = await stop()
  expect(stderr).toMatch(/TASK_KILLED|TASK_KILLING/)
  await settled()
  const run = await controller.mantl('run', '--name', 'after', '--count', '2', '--', 'true')
  expect(run.exitCode, run.stderr).toBe(0)
})

const leadingHost = async () => {
  const { leaders } = JSON.parse((await controller.mantl('status', '--json')).stdout) as {
    leaders: { role: string; address: string }[]
  }
  const { address } = leaders.find(({ role }) => role === 'leading')!
  return lab.hosts.find(({ ip }) => address.startsWith(`${ip}:`))!
}

it('a task is untouched by an upgrade, a rollback and the death of the leader that leads: its log has no gap', async () => {
  await startDetached(controller, 'untouched')
  await write('mesos_cluster: red')
  for (const command of ['upgrade', 'rollback']) {
    const run = await controller.mantl(command, inventory, '--yes')
    expect(run.exitCode, run.stderr).toBe(0)
  }
  const fallen = await leadingHost()
  await fallen.exec(['systemctl', 'kill', '--signal=KILL', 'mantl-leader'])
  const now = async () => (await leadingHost().catch(() => fallen)).name
  await expect.poll(now, { timeout: 120_000, interval: 1000 }).not.toBe(fallen.name)
  await settled()
  await proveUnbroken(lab, ['h3', 'h4'], 'untouched', 'upgrade, rollback and failover')
})
