import type { Point } from './armed-host.ts'
import type { Fault } from './faults.ts'
import type { Round, Work } from './round.ts'

/** sh's own bookkeeping, which writes nothing and starts nothing: no fault could tell it from the command after it. */
const idle =
  /^(set |shift|umask |trap |\[ |case |grep -q|command -v|:$|[a-z]+=|i=|note_parents |made |applied |patiently |accounts |installed|dirname |sed |sort|printf '%s\\n' "\$(before|list|users|groups)|for |read )/

/** In a loop of one step the first turn stands for all. */
export const worthwhile = (points: readonly Point[]): readonly Point[] => {
  let met = new Set<string>()
  return points.filter(({ kind, command }) => {
    if (kind === 'begin') met = new Set()
    if (kind !== 'within') return true
    if (idle.test(command) || met.has(command)) return false
    return met.add(command)
  })
}

/** A run and where it can be met. */
export interface Recorded {
  readonly work: Work
  readonly points: readonly Point[]
}

/**
 * Every fault at every point, in an order in which each beginning is worth most: first every point is met once, each by another fault than
 * its neighbours, then once more by the next fault.
 */
export const everyRound = (faults: readonly Fault[], recorded: readonly Recorded[]): readonly Round[] => {
  const met = recorded
    .flatMap(one =>
      one.points.map(point => ({ work: one.work, point, faults: faults.filter(fault => falls(fault, point, one)) })),
    )
    .map((one, index) => ({ ...one, index }))
  return faults.flatMap((_, turn) =>
    spread(
      met
        .filter(one => turn < one.faults.length)
        .map(({ work, point, faults, index }) => ({ work, point, fault: faults[(index + turn) % faults.length]! })),
    ),
  )
}

/** The golden ratio: what comes one after another fell far from each other. */
const spread = <T>(values: readonly T[]): readonly T[] =>
  values
    .map((value, index) => ({ value, rank: (index * 0.618034) % 1 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value)

/** So many rounds, always the same: every fault in turn, spread over all works, and over points that none has met yet. */
export const someRounds = (
  faults: readonly Fault[],
  recorded: readonly Recorded[],
  count: number,
): readonly Round[] => {
  const rounds: Round[] = []
  for (let turn = 0; rounds.length < count && turn < 100 * count; turn++) {
    const fault = faults[turn % faults.length]!
    const fit = recorded.filter(one => one.points.some(point => falls(fault, point, one)))
    const one = fit[(turn + Math.floor(turn / faults.length)) % fit.length]
    const all = (one?.points ?? []).filter(point => falls(fault, point, one!))
    const unmet = all.filter(point => !rounds.some(round => round.point === point))
    const open = unmet.length > 0 ? unmet : all
    // the golden ratio: turns after another fall far from each other
    const point = open[Math.floor(((turn * 0.618034) % 1) * open.length)]
    if (point !== undefined) rounds.push({ work: one!.work, fault, point })
  }
  return rounds
}

/** What happens to packages matters until the last of them is asked for. */
const falls = (fault: Fault, point: Point, { points, work }: Recorded): boolean =>
  fault.at.includes(point.kind) &&
  !(fault.fetching && work.stops) &&
  (!fault.packages ||
    point.kind === 'dpkg' ||
    points.indexOf(point) <= points.findLastIndex(({ command }) => installing.test(command)))

const installing = /apt-get .* install "\$@"|^"\$@" 2>&1/
