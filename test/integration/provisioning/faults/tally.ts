/** Prints what journals of rounds (MANTL_FAULTS_JOURNAL) come to, as a table: `node test/integration/provisioning/faults/tally.ts FILE…` */
import { readFileSync } from 'node:fs'
import type { PlayedRound } from './journal.ts'

const lines = process.argv.slice(2).flatMap(file => readFileSync(file, 'utf8').split('\n').filter(Boolean))
/** Of a round that was played several times the last one counts. */
const rounds = [
  ...new Map(lines.map(line => JSON.parse(line) as PlayedRound).map(round => [round.key, round])).values(),
]

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]
const faults = distinct(rounds.map(({ fault }) => fault)).toSorted()
const runs = distinct(rounds.map(({ run }) => run))

const countOf = (some: readonly PlayedRound[]): string => {
  const bad = some.filter(({ found }) => found.length > 0).length
  return `${some.length || ''}${bad > 0 ? ` (${bad} bad)` : ''}`
}

const row = (name: string, some: readonly PlayedRound[]): string =>
  `| ${[name, ...runs.map(run => countOf(some.filter(round => round.run === run))), countOf(some)].join(' | ')} |`

const pointsOf = (kinds: readonly string[]) => (run: string) => {
  const met = rounds.filter(round => round.run === run && kinds.includes(round.kind))
  return distinct(met.map(({ kind, number }) => `${kind} ${number}`)).length
}

const pointRow = (name: string, kinds: readonly string[]): string => {
  const counts = runs.map(pointsOf(kinds))
  return `| ${[name, ...counts, counts.reduce((sum, count) => sum + count, 0)].join(' | ')} |`
}

const rows = [
  `| fault | ${runs.join(' | ')} | all |`,
  `|---|${'---|'.repeat(runs.length + 1)}`,
  ...faults.map(fault =>
    row(
      fault,
      rounds.filter(round => round.fault === fault),
    ),
  ),
  row('all', rounds),
  pointRow('commands and turns of dpkg met', ['within', 'dpkg']),
  pointRow('beginnings and ends of steps met', ['begin', 'end']),
]
for (const line of rows) console.log(line)
