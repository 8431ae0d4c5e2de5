import type { Point } from './armed-host.ts'
import type { Fault } from './faults.ts'
import type { Round, Work } from './round.ts'

/** sh's own bookkeeping, which writes nothing and starts nothing: no fault could tell it from the command after it. */
const idle =
  /^(set |shift|umask |trap |\[ |command -v|:$|[a-z]=|note_parents |made |applied |dirname |installed|sed |printf '%s\\n' "\$(before|list)|for |read )/

export const worthwhile = (points: readonly Point[]): readonly Point[] =>
  points.filter(({ kind, command }) => kind !== 'within' || !idle.test(command))

/** A run and where it can be met. */
export interface Recorded {
  readonly work: Work
  readonly points: readonly Point[]
}

/** Every fault at every point. */
export const everyRound = (faults: readonly Fault[], recorded: readonly Recorded[]): readonly Round[] =>
  recorded.flatMap(one =>
    faults.flatMap(fault => pointsFor(fault, one).map(point => ({ work: one.work, fault, point }))),
  )

/** No point meets more than one fault, every fault falls on several points: always the same `count` rounds, spread over all works. */
export const someRounds = (
  faults: readonly Fault[],
  recorded: readonly Recorded[],
  count: number,
): readonly Round[] => {
  const rounds: Round[] = []
  for (let turn = 0; rounds.length < count && turn < 100 * count; turn++) {
    const fault = faults[turn % faults.length]!
    const one = recorded[(turn + Math.floor(turn / faults.length)) % recorded.length]!
    const open = pointsFor(fault, one).filter(point => !rounds.some(round => round.point === point))
    // the golden ratio: turns after another fall far from each other
    const point = open[Math.floor(((turn * 0.618034) % 1) * open.length)]
    if (point !== undefined) rounds.push({ work: one.work, fault, point })
  }
  return rounds
}

const pointsFor = (fault: Fault, { points }: Recorded): readonly Point[] => {
  const installs = points.some(({ command }) => command.startsWith('dpkg --configure'))
  return points.filter(({ kind }) => fault.at.includes(kind) && (!fault.packages || installs))
}
