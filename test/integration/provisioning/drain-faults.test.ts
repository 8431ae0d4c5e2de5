import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SmallCluster, smallCluster } from './small-cluster.ts'
import { firstOutput } from './watching.ts'

let cluster: SmallCluster
let versions = 0

const well = async (...args: readonly string[]) => {
  const run = await cluster.mantl(...args)
  expect(run.exitCode, `${args.join(' ')}: ${run.stdout}${run.stderr}`).toBe(0)
  return run
}

/** Every follower restarts for each. */
const newVersion = () =>
  cluster.write(`mesos_cluster: version-${++versions}`, `mesos_logging_level: ${versions % 2 ? 'INFO' : 'ERROR'}`)

beforeAll(async () => {
  cluster = await smallCluster()
  await well('provision', cluster.inventory)
  await cluster.settled()
}, 300_000)

afterAll(async () => {
  await cluster?.close()
})

const upgrade = () => ['upgrade', cluster.inventory, '--yes', '--drain', '--serial', '1', '--lock-wait', '60s']

interface Agents {
  readonly agents: readonly { readonly hostname: string; readonly state: string }[]
}

const states = async () => {
  const { stdout } = await well('agents', 'list', '--json')
  return (JSON.parse(stdout) as Agents).agents.map(({ state }) => state)
}

/** Every day only the one that no other run would notice. */
const cuts = [
  ['Ctrl-C while an agent is drained: it is taken back', 'SIGINT', /draining node-3/],
  ['killed while an agent is drained: the next upgrade takes it back', 'SIGKILL', /draining node-3/],
  ['killed after the follower restarted: the next one takes it back', 'SIGKILL', /✓ node-3 +restart mantl-follower/],
] as const

it.each(cuts.filter((_, index) => index === 2 || process.env.MANTL_FAULTS === 'all'))(
  'an upgrade with --drain, %s',
  async (_, signal, line) => {
    await cluster.settled()
    await newVersion()
    const run = cluster.controller.start(...upgrade())
    await firstOutput(run, line)
    process.kill(run.pid!, signal)
    await run
    await cluster.settled()
    if (signal === 'SIGINT') await expect.poll(states, { timeout: 60_000 }).toEqual(['active', 'active'])
    await well(...upgrade())
    expect(await states()).toEqual(['active', 'active'])
    await well('plan', cluster.inventory, '--detailed-exitcode')
    const left = await cluster.lab.host('h3').exec(['ls', '/var/lib/mantl/drained'])
    expect(left.exitCode).not.toBe(0)
  },
)
