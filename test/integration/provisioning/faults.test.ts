import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FaultyCluster, faultyCluster } from './faults/cluster.ts'
import { faults as allFaults } from './faults/faults.ts'
import { play, type Round } from './faults/round.ts'
import { everyRound, type Recorded, someRounds, worthwhile } from './faults/rounds.ts'
import { worksOf } from './faults/works.ts'

/**
 * MANTL_FAULTS: how many rounds, or `all`, which is every fault at every point and takes hours. MANTL_FAULTS_OF: a pattern,
 * only the kinds of runs that it matches.
 */
const { MANTL_FAULTS: wanted = '12', MANTL_FAULTS_OF: of = '' } = process.env
const usual = process.env.MANTL_FAULTS === undefined
const faults = allFaults.filter(({ slow }) => !(usual && slow))

let cluster: FaultyCluster

beforeAll(async () => {
  cluster = await faultyCluster()
}, 300_000)

afterAll(async () => {
  await cluster?.close()
})

it(
  'a fault at any point of a run: the summary is right, nothing is half-written or down, the next run completes it',
  async () => {
    expect((await cluster.controller.mantl('provision', cluster.inventory)).exitCode).toBe(0)
    // a release is pushed for these: not for every day
    const works = worksOf(cluster).filter(({ name }) =>
      usual ? !['a first run', 'destroy'].includes(name) : new RegExp(of).test(name),
    )
    const recorded: Recorded[] = []
    for (const work of works) {
      await work.renew()
      const reaching = await cluster.armed.arm()
      expect((await cluster.controller.mantl(...work.argv())).exitCode, work.name).toBe(0)
      reaching.giveUp()
      recorded.push({ work, points: worthwhile(await cluster.armed.points()) })
      await cluster.controller.mantl('provision', cluster.inventory)
    }
    const rounds = wanted === 'all' ? everyRound(faults, recorded) : someRounds(faults, recorded, Number(wanted))
    const bad: string[] = []
    for (const round of rounds) {
      const began = Date.now()
      await round.work.renew()
      const found = await play(cluster, round)
      const seconds = ((Date.now() - began) / 1000).toFixed(1)
      if (!usual) console.info(`${found.length === 0 ? 'fine' : 'BAD'} ${titleOf(round)} (${seconds} s)`)
      if (found.length > 0) bad.push([titleOf(round), ...found].join('\n  '))
      if (found.length > 0 && !usual) console.info(bad.at(-1))
      if (round.work.name === 'destroy') await cluster.controller.mantl('provision', cluster.inventory)
    }
    report(recorded, rounds, bad.length)
    expect(bad.join('\n')).toBe('')
  },
  usual ? 900_000 : 10 * 3_600_000,
)

const titleOf = ({ work, fault, point }: Round) =>
  `${work.name}: ${fault.name} at ${point.kind} ${point.number}: ${point.command}`

const report = (recorded: readonly Recorded[], rounds: readonly Round[], bad: number) => {
  const count = (kind: string) => recorded.flatMap(({ points }) => points.filter(point => point.kind === kind)).length
  const each = faults.map(({ name }) => `${name} ${rounds.filter(({ fault }) => fault.name === name).length}`)
  console.info(
    `${recorded.length} kinds of runs, ${count('begin')} steps, ${count('within')} commands; ${faults.length} faults: ${rounds.length} rounds, ${rounds.length - bad} fine (${each.join(', ')})`,
  )
}
