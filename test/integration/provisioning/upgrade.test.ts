import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Lab } from '../../hosts/lab.ts'
import type { Controller } from './controller.ts'
import { proveUnbroken, startCounting as startDetached } from './counting-task.ts'
import { startOverOnSecondTry } from './second-try.ts'
import { contiguous, type SmallCluster, smallCluster } from './small-cluster.ts'

let cluster: SmallCluster
let lab: Lab
let controller: Controller
let inventory: string

const write = (...vars: readonly string[]) => cluster.write(...vars)
const settled = () => cluster.settled()

beforeAll(async () => {
  cluster = await smallCluster()
  ;({ lab, controller, inventory } = cluster)
  const run = await controller.mantl('provision', inventory)
  expect(run.exitCode, run.stderr).toBe(0)
  await settled()
})

afterAll(() => cluster?.close())

startOverOnSecondTry(() => ({ lab, controller, inventory }))

const leaders = async () => {
  const { stdout } = await controller.mantl('status', '--json')
  return (JSON.parse(stdout) as { leaders: { role: string; address: string }[] }).leaders
}

it('changes the standby before the leading one, and followers batch by batch; a task runs on', async () => {
  await settled()
  await expect.poll(async () => (await leaders()).map(({ role }) => role).sort()).toEqual(['leading', 'standby'])
  const told = await leaders()
  const [first, second] = ['leading', 'standby'].map(role => {
    const address = told.find(leader => leader.role === role)!.address
    return `node-${lab.hosts.findIndex(({ ip }) => address.startsWith(`${ip}:`)) + 1}`
  })
  const counting = await cluster.startCounting('steady')
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
  const { ticks, stderr } = await counting.stop()
  expect(ticks).toEqual(contiguous(ticks))
  expect(stderr).toMatch(/TASK_KILLED/)
  expect((await controller.mantl('upgrade', inventory, '--yes')).stdout).toContain('up to date')
})

it('a batch that does not come back returns to what it was, and no further follower is touched', async () => {
  await settled()
  const counting = await cluster.startCounting('unmoved')
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
  const { ticks } = await counting.stop()
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
  const counting = await cluster.startCounting('moved')
  await write('mesos_logging_level: ERROR')
  const upgrade = await controller.mantl('upgrade', inventory, '--yes', '--drain', '--serial', '1')
  expect([upgrade.exitCode, upgrade.stderr]).toEqual([
    0,
    expect.stringMatching(/drained before a change: \d+ tasks? end there[\s\S]*draining node-3[\s\S]*draining node-4/),
  ])
  const { stderr } = await counting.stop()
  expect(stderr).toMatch(/TASK_KILLED|TASK_KILLING/)
  await settled()
  const run = await controller.mantl('run', '--name', 'after', '--count', '2', '--', 'true')
  expect(run.exitCode, run.stderr).toBe(0)
})

const leadingHost = async () => {
  const { address } = (await leaders()).find(({ role }) => role === 'leading')!
  return lab.hosts.find(({ ip }) => address.startsWith(`${ip}:`))!
}

it('a task is untouched by an upgrade, a rollback and the death of the leader that leads: its log has no gap', async ({
  task,
}) => {
  const name = `untouched-${task.result?.retryCount ?? 0}`
  await startDetached(controller, name)
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
  await proveUnbroken(lab, ['h3', 'h4'], name, 'upgrade, rollback and failover')
})
