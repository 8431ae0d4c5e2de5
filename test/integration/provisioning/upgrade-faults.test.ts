import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { type ArmedHost, armedHost } from './faults/armed-host.ts'
import { startOverOnSecondTry } from './second-try.ts'
import { contiguous, type SmallCluster, smallCluster } from './small-cluster.ts'
import { firstOutput } from './watching.ts'

let cluster: SmallCluster
let armed: ArmedHost
let versions = 0

const levels = ['INFO', 'ERROR'] as const

/** Everything restarts for each version. */
const version = (number: number) => {
  versions = number
  return cluster.write(`mesos_cluster: version-${number}`, `mesos_logging_level: ${levels[number % 2]}`)
}

const newVersion = () => version(versions + 1)

const mantl = (...args: readonly string[]) => cluster.mantl(...args)

const well = async (...args: readonly string[]) => {
  const run = await mantl(...args)
  expect(run.exitCode, `${args.join(' ')}: ${run.stdout}${run.stderr}`).toBe(0)
  return run
}

interface Report {
  readonly hosts: readonly {
    readonly host: string
    readonly result: string
    readonly why?: string
    readonly error?: { readonly message: string }
  }[]
}

const hostsOf = (stdout: string) => (JSON.parse(stdout) as Report).hosts

const killedAfter = async (line: RegExp) => {
  const run = cluster.controller.start('upgrade', cluster.inventory, '--yes', '--serial', '1')
  await firstOutput(run, line)
  process.kill(run.pid!, 'SIGKILL')
  await run
}

const newestRun = async () => {
  const { stdout } = await well('history', cluster.inventory, '--json')
  return (JSON.parse(stdout) as { readonly runs: readonly { readonly run: string }[] }).runs[0]?.run
}

beforeAll(async () => {
  cluster = await smallCluster()
  await version(0)
  await well('provision', cluster.inventory)
  await cluster.settled()
  armed = await armedHost(cluster.lab, 'h3')
}, 300_000)

afterAll(async () => {
  await cluster?.close()
})

anewOnSecondTry(() => armed.disarm())
startOverOnSecondTry(() => cluster)

/** What the CLI says last of each batch. */
const boundaries = [
  ['before the first batch', /\d+ changes on/],
  ['after the first leader', /✓ node-[12] +restart mantl-leader/],
  [
    'after both leaders',
    /✓ node-[12] +restart mantl-leader[\s\S]*✓ node-[12] +restart mantl-leader[\s\S]*✓ node-[12] +wait until/,
  ],
  ['after the first follower', /✓ node-3 +wait until the follower registered/],
  ['after the last follower', /✓ node-4 +wait until the follower registered/],
] as const

/** Both ways on from every boundary; every day only some. */
const ways = ['upgrade', 'rollback'] as const
const cuts = boundaries.flatMap(([name, line], index) =>
  ways.map(way => ({
    name,
    line,
    way,
    usual: (index === 2 && way === 'upgrade') || (index === 3 && way === 'rollback'),
  })),
)

describe('an upgrade whose command is killed at a boundary of its batches', () => {
  it.each(cuts.filter(({ usual }) => usual || process.env.MANTL_FAULTS === 'all'))(
    '$name: tasks run on, and $way works from there',
    async ({ line, way }) => {
      await cluster.settled()
      const counting = await cluster.startCounting(`steady-${versions}`)
      const before = versions
      const newest = await newestRun()
      await newVersion()
      await killedAfter(line)
      await cluster.settled()
      // killed before it was noted, it changed nothing, and the run before it is not what is to be undone
      const begun = (await newestRun()) !== newest
      if (begun || way === 'upgrade') await well(way, cluster.inventory, '--yes', '--lock-wait', '60s')
      if (way === 'rollback') await version(before)
      await well('plan', cluster.inventory, '--detailed-exitcode')
      await cluster.settled()
      const { ticks } = await counting.stop()
      expect(ticks).toEqual(contiguous(ticks))
    },
  )
})

/** Stops the follower of node-3 in the step that restarts it, so that its batch has to go back. */
const failAtRestart = 'systemctl stop mantl-follower; exit 1'
/** Of node-3: its settings, the restart; and, going back, the settings. */
const restartStep = 2
const undoStep = 3

/** Starts an upgrade, and gives this order at the restart. An array, for a process is a promise of its end. */
const upgradeMeeting = async (order: string) => {
  const reaching = await armed.arm({ kind: 'begin', number: restartStep })
  const run = cluster.controller.start('upgrade', cluster.inventory, '--yes', '--serial', '1', '--json')
  await Promise.race([reaching.reached, run.then(() => Promise.reject(new Error('the restart was never reached')))])
  await armed.go(order)
  return [run] as const
}

const breaking = (what: string) => async () => (await upgradeMeeting(`${what}; ${failAtRestart}`))[0]

/** The first step of going back is met by a cut. */
const cutWhileGoingBack = async () => {
  const later = `echo 'begin ${undoStep}' > "$fault_folder/armed"; rmdir "$fault_folder/claimed"`
  const [run] = await upgradeMeeting(`${later}; ${failAtRestart}`)
  await armed.again().reached
  await armed.host.exec(['pkill', '-9', '-f', '^sshd: root'])
  await armed.go('')
  return run
}

describe('a batch that cannot go back', () => {
  it.each([
    [
      'nothing is kept of before',
      breaking('rm -rf /var/lib/mantl/generations'),
      /it could not go back: what it was is not kept there/,
    ],
    [
      'the release is gone',
      breaking('rm -rf /opt/mantl/releases/*'),
      /it could not go back: the release \w+ is not kept there any more/,
    ],
    [
      'the connection is lost meanwhile',
      cutWhileGoingBack,
      /it could not go back: the connection to node-3.* was lost/,
    ],
  ])('%s: that is said, no other follower is touched, and the next run mends it', async (_name, upgrade, said) => {
    await cluster.settled()
    await newVersion()
    const ended = await upgrade()
    await armed.disarm()
    const hosts = hostsOf(String(ended.stdout))
    expect([ended.exitCode, hosts.map(({ result }) => result)]).toEqual([3, ['done', 'done', 'failed', 'held']])
    expect(hosts[2]!.error!.message).toMatch(said)
    expect(hosts[3]!.why).toMatch(/^node-3 could not go back to what was before/)
    const down = await armed.host.exec(['systemctl', 'is-active', 'mantl-follower'])
    expect(down.stdout.trim()).not.toBe('active')
    await well('provision', cluster.inventory, '--lock-wait', '60s')
    await well('plan', cluster.inventory, '--detailed-exitcode')
  })
})
