import { appendFile, readFile } from 'node:fs/promises'
import type { PointKind } from './armed-host.ts'
import type { Round } from './round.ts'

/** One line of a journal of rounds. */
export interface PlayedRound {
  readonly run: string
  readonly fault: string
  readonly kind: PointKind
  readonly number: number
  readonly command: string
  readonly key: string
  /** What was not as it must be. */
  readonly found: readonly string[]
  readonly milliseconds: number
}

/** The same round has the same one in every journal. */
export const keyOf = ({ work, fault, point }: Round): string =>
  `${work.name}: ${fault.name} at ${point.kind} ${point.number}`

export const noteRound = async (
  journal: string,
  round: Round,
  found: readonly string[],
  milliseconds: number,
): Promise<void> => {
  const { kind, number, command } = round.point
  const key = keyOf(round)
  const line = { run: round.work.name, fault: round.fault.name, kind, number, command, key, found, milliseconds }
  await appendFile(journal, `${JSON.stringify(line satisfies PlayedRound)}\n`)
}

/** Keys of the rounds that were fine. */
export const fineRounds = async (journal: string): Promise<ReadonlySet<string>> => {
  const text = await readFile(journal, 'utf8').catch(() => '')
  const rounds = text.split('\n').filter(Boolean)
  return new Set(
    rounds.map(line => JSON.parse(line) as PlayedRound).flatMap(({ key, found }) => (found.length === 0 ? [key] : [])),
  )
}
