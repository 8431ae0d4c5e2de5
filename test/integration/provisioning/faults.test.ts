import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FaultyCluster, faultyCluster } from './faults/cluster.ts'
import { faults as allFaults } from './faults/faults.ts'
import { fineRounds, keyOf, noteRound } from './faults/journal.ts'
import { play, type Round, type Work } from './faults/round.ts'
import { everyRound, type Recorded, someRounds, worthwhile } from './faults/rounds.ts'
import { worksOf } from './faults/works.ts'

/**
 * MANTL_FAULTS: how many rounds, or `all`, which is every fault at every point and takes hours; they come in an order in which every
 * beginning is worth most. MANTL_FAULTS_OF: a pattern, only the kinds of runs that it matches. MANTL_FAULTS_JOURNAL: a file that gets a
 * line of JSON for every round; what is fine there is not played again. MANTL_FAULTS_PART: of several that play at once, `2/3` is the second.
 * MANTL_FAULTS_ONLY: a pattern, only the rounds whose key in the journal it matches.
 */
const { MANTL_FAULTS: wanted = 'usual', MANTL_FAULTS_OF: of = '', MANTL_FAULTS_JOURNAL: journal } = process.env
const only = new RegExp(process.env.MANTL_FAULTS_ONLY ?? '')
const [part = 1, parts = 1] = (process.env.MANTL_FAULTS_PART ?? '1/1').split('/').map(Number)
const usual = wanted === 'usual'
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
    await well('provision', cluster.inventory)
    // a release is pushed for these: not for every day
    const works = worksOf(cluster).filter(({ name }) =>
      usual ? !['a first run', 'destroy'].includes(name) : new RegExp(of).test(name),
    )
    const recorded: Recorded[] = []
    for (const work of works) recorded.push(await record(work))
    const played = journal === undefined ? new Set() : await fineRounds(journal)
    const rounds = (usual ? someRounds(faults, recorded, faults.length) : everyRound(faults, recorded))
      .filter(round => only.test(keyOf(round)))
      .filter((round, index) => index % parts === part - 1 && !played.has(keyOf(round)))
      .slice(0, Number.isNaN(Number(wanted)) ? undefined : Number(wanted))
    if (!usual) console.info(`${rounds.length} rounds to play: ${recorded.map(kindOf).join(', ')}`)
    const bad: string[] = []
    for (const round of rounds) {
      const began = Date.now()
      await round.work.renew()
      const found = await play(cluster, round)
      await note(round, found, Date.now() - began)
      if (found.length > 0) bad.push([titleOf(round), ...found].join('\n  '))
      if (round.work.name === 'destroy' || found.length > 0) await cluster.mantl('provision', cluster.inventory)
    }
    report(recorded, rounds, bad.length)
    expect(bad.join('\n')).toBe('')
  },
  usual ? 900_000 : 10 * 3_600_000,
)

const well = async (...args: readonly string[]) => {
  const { exitCode, stdout, stderr } = await cluster.mantl(...args)
  expect(exitCode, `${args.join(' ')}: ${stdout}${stderr}`).toBe(0)
}

/** The points of a run that nothing happens to. */
const record = async (work: Work): Promise<Recorded> => {
  await work.renew()
  const reaching = await cluster.armed.arm()
  await well(...work.argv())
  reaching.giveUp()
  const points = worthwhile(await cluster.armed.points())
  await cluster.armed.disarm()
  if (work.stops) await well('provision', cluster.inventory)
  return { work, points }
}

const kindOf = ({ work, points }: Recorded) => `${work.name} ${points.length} points`

const titleOf = ({ work, fault, point }: Round) =>
  `${work.name}: ${fault.name} at ${point.kind} ${point.number}: ${point.command}`

const note = async (round: Round, found: readonly string[], milliseconds: number): Promise<void> => {
  if (usual) return
  if (journal !== undefined) await noteRound(journal, round, found, milliseconds)
  console.info([`${found.length === 0 ? 'fine' : 'BAD'} ${titleOf(round)} (${milliseconds} ms)`, ...found].join('\n  '))
}

const report = (recorded: readonly Recorded[], rounds: readonly Round[], bad: number) => {
  const count = (kind: string) => recorded.flatMap(({ points }) => points.filter(point => point.kind === kind)).length
  const each = faults.map(({ name }) => `${name} ${rounds.filter(({ fault }) => fault.name === name).length}`)
  console.info(
    `${recorded.length} kinds of runs, ${count('begin')} steps, ${count('within')} commands; ${faults.length} faults: ${rounds.length} rounds, ${rounds.length - bad} fine (${each.join(', ')})`,
  )
}
