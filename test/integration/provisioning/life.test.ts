import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectFor } from '../../../src/coordination/open-detector.ts'
import { parseZooKeeperUrl } from '../../../src/zookeeper/url.ts'
import { createLab, type Lab } from '../../hosts/lab.ts'
import { type Controller, createController } from './controller.ts'
import { proveUnbroken, startCounting } from './counting-task.ts'
import { startOver } from './second-try.ts'
import { firstOutput, watchArgv } from './watching.ts'

const secrets = ['planted-N3wt-one', 'planted-N3wt-two'] as const
const superSecrets = ['planted-N3wt-super-one', 'planted-N3wt-super-two'] as const
/** Which of each is the current one. */
const login = (ofLeaders: 0 | 1, ofSuper: 0 | 1) => [
  `zk_mesos_user_secret: ${secrets[ofLeaders]}`,
  `zk_super_user_secret: ${superSecrets[ofSuper]}`,
]

let lab: Lab
let controller: Controller
let inventory: string

interface Shape {
  /** Host of the lab by name in the inventory. */
  readonly leaders?: readonly (readonly [name: string, host: string])[]
  readonly followers?: readonly (readonly [name: string, host: string])[]
  readonly vars?: readonly string[]
}

const threeLeaders = [
  ['node-1', 'h1'],
  ['node-2', 'h2'],
  ['node-3', 'h3'],
] as const

/** Leaders have the number of their place in ZooKeeper's ensemble; so a replaced one takes its forerunner's. */
const textOf = ({ leaders = threeLeaders, followers = [['node-4', 'h4']], vars = [] }: Shape) => `all:
  vars:
    mesos_work_dir: /var/lib/mesos
    zookeeper_server_group: leaders
    zookeeper_heap_mb: 64
    mantl_hosts_file: false
${vars.map(line => `    ${line}`).join('\n')}
  children:
    leaders:
      vars: { mesos_mode: leader }
      hosts:
${leaders.map(([name, host], index) => `        ${name}: { ansible_host: ${lab.host(host).ip}, zookeeper_id: ${index + 1} }`).join('\n')}
    followers:
      hosts:
${followers.map(([name, host]) => `        ${name}: { ansible_host: ${lab.host(host).ip} }`).join('\n')}
`

const write = (shape: Shape) => controller.write('cluster.yml', textOf(shape))

/** Ends well, or says why not. */
const done = async (...args: readonly string[]) => {
  const run = await controller.mantl(...args)
  expect(run.exitCode, `${args.join(' ')}: ${run.stdout}${run.stderr}`).toBe(0)
  return run
}

/** What hosts note of the runs that changed them. */
const journals = async () =>
  Promise.all(
    ['h1', 'h2', 'h4'].map(
      async name => (await lab.host(name).exec(['sh', '-c', 'cat /var/lib/mantl/journal 2>/dev/null; :'])).stdout,
    ),
  )

/** Once there are so many. */
const agents = async (count: number) => {
  const end = performance.now() + 100_000
  for (;;) {
    const { stdout } = await controller.mantl('status', '--json')
    const { followers = [] } = JSON.parse(stdout) as { followers?: { active: boolean; id: string; address: string }[] }
    const active = followers.filter(one => one.active)
    if (active.length === count || performance.now() > end)
      return active.map(({ id, address }) => ({ id, address })).sort((a, b) => (a.id < b.id ? -1 : 1))
    await pause(500)
  }
}

/** What the host's ZooKeeper server shows of the registry to whoever logs in so. */
const registryAs = async (host: string, user: string): Promise<readonly string[]> => {
  const relay = await lab.connectThrough(host, 2181)
  const client = connectFor(parseZooKeeperUrl(`zk://${user}@127.0.0.1:${relay.port}/`), {})
  try {
    return (await client.children('/mesos/registry')).children
  } finally {
    await client.close()
    await relay.close()
  }
}

beforeAll(async () => {
  const hosts = Array.from({ length: 6 }, (_, index) => ({ name: `h${index + 1}` }))
  lab = await createLab({ hosts, layer: 'zookeeper-cached' })
  controller = await createController(lab)
  inventory = await write({ vars: login(0, 0) })
  await done('provision', inventory)
  await startCounting(controller, 'steady')
})

afterAll(async () => {
  await controller?.close()
  await lab?.close()
})

const followers = [
  ['node-4', 'h4'],
  ['node-5', 'h5'],
] as const

/** Where a test is tried again, the cluster is first what it was when it began. */
const again = async ({ result }: { readonly result?: { readonly retryCount?: number } }, shape: Shape) => {
  if (result?.retryCount) await startOver({ lab, controller, inventory }, textOf(shape))
}

it('a follower that is added is the only host that is touched', async ({ task }) => {
  if (task.result?.retryCount) await controller.mantl('destroy', inventory, '--limit', 'node-5', '--yes')
  await again(task, { vars: login(0, 0) })
  const before = await journals()
  await write({ followers, vars: login(0, 0) })
  const run = await done('provision', inventory, '--json')
  const { hosts } = JSON.parse(run.stdout) as { hosts: { host: string; planned: number }[] }
  expect(hosts.filter(({ planned }) => planned > 0).map(({ host }) => host)).toEqual(['node-5'])
  expect(await journals()).toEqual(before)
  expect(await agents(2)).toHaveLength(2)
})

it('a new secret of ZooKeeper replaces the old one, in a run that died and the next; no agent is lost', async ({
  task,
}) => {
  await again(task, { followers, vars: login(0, 0) })
  const before = await agents(2)
  await write({ followers, vars: login(1, 0) })
  const argv = watchArgv(lab)
  const died = controller.start('provision', inventory)
  await firstOutput(died, /✓ node-2 +hand over/)
  process.kill(died.pid!, 'SIGKILL')
  const { stderr } = await died
  const run = await done('provision', inventory)
  await argv.stop()
  expect(`${stderr}${run.stderr}`).toMatch(/✓ node-3 +hand over/) // the first one may have come so far before it heard of the kill
  expect(await agents(2)).toEqual(before)
  expect(`${argv.seen()}${run.stdout}${run.stderr}`).not.toContain('N3wt')
  await done('plan', inventory, '--detailed-exitcode')
  const look =
    'grep -rls planted-N3w[t] /etc /opt/mantl /var /run /tmp 2>/dev/null; journalctl --no-pager | grep planted-N3w[t]; :'
  for (const host of ['h1', 'h2', 'h3'])
    expect((await lab.host(host).exec(['sh', '-c', look])).stdout).toBe('/etc/mantl/leader.env\n')
  await expect(registryAs('h1', `mesos:${secrets[0]}`)).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
})

it('a leader whose host died is replaced by a fresh one, while the super user gets another secret', async ({
  task,
}) => {
  const leaders = [...threeLeaders.slice(0, 2), ['node-6', 'h6'] as const]
  if (task.result?.retryCount) {
    await write({ leaders, followers, vars: login(1, 1) })
    await controller.mantl('destroy', inventory, '--limit', 'node-6', '--yes')
    await lab.host('h3').boot()
    await again(task, { followers, vars: login(1, 0) })
  }
  await lab.host('h3').crash()
  await write({ leaders, followers, vars: login(1, 1) })
  const run = await done('provision', inventory)
  const order = run.stderr.split('\n').filter(line => /✓ .*(start|restart) mantl-zookeeper/.test(line))
  expect(order.map(line => line.trim().split(/ +/)[1])).toEqual(['node-6', 'node-1', 'node-2'])
  expect(await agents(2)).toHaveLength(2)
  await done('doctor', inventory)
  for (const host of ['h1', 'h2', 'h6']) {
    expect(await registryAs(host, `super:${superSecrets[1]}`)).toContain('agents')
    await expect(registryAs(host, `super:${superSecrets[0]}`)).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
  }
})

it('a follower that leaves is drained, emptied and forgotten, by one command', async ({ task }) => {
  const leaders = [...threeLeaders.slice(0, 2), ['node-6', 'h6'] as const]
  await again(task, { leaders, followers, vars: login(1, 1) })
  const before = await journals()
  const refused = await controller.mantl('remove', 'node-5', '-i', inventory)
  expect([refused.exitCode, refused.stderr]).toEqual([64, expect.stringContaining('--yes')])
  const run = await done('remove', 'node-5', '-i', inventory, '--yes')
  expect(run.stderr).toMatch(/draining[\s\S]*its agent is gone/)
  expect(
    (
      await lab
        .host('h5')
        .exec(['sh', '-c', 'ls -d /etc/mantl /opt/mantl /var/lib/mantl /var/lib/mesos 2>/dev/null; :'])
    ).stdout,
  ).toBe('')
  expect(await journals()).toEqual(before)
  expect((await agents(1)).map(({ address }) => address)).toEqual([`${lab.host('h4').ip}:5051`])
  expect(await readFile(inventory, 'utf8')).not.toContain('node-5')
  await done('plan', inventory, '--detailed-exitcode')
})

it('all the while a task ran on; its log has no gap', async () => {
  await proveUnbroken(
    lab,
    ['h4'],
    'steady',
    'a new secret of ZooKeeper, a dead leader replaced, a follower added and removed',
  )
})
