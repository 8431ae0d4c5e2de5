/** A part of mantl's first run, between the moments at which its lines came. */
export interface Phase {
  readonly name: string
  readonly seconds: number
}

/** Output with the milliseconds since the start at which each line came. */
export type TimedLine = readonly [millis: number, line: string]

/** Each phase ends with the last line of its kind; the first one before any change. */
const ends: readonly (readonly [string, RegExp])[] = [
  ['before the first change', /changes on \d+ of \d+ hosts/],
  ['small changes before the release', /make directory .*\/releases\b/],
  ['release', /push release/],
  ['leader', /the leader daemon answers/],
  ['followers', /the follower registered/],
]

export const phasesIn = (lines: readonly TimedLine[]): readonly Phase[] => {
  let from = 0
  const done = lines.filter(([, line]) => /^✓|changes on \d+ of/.test(line))
  return ends.flatMap(([name, pattern]) => {
    const last = done.findLast(([, line]) => pattern.test(line))
    if (last === undefined) return []
    const seconds = (last[0] - from) / 1000
    from = last[0]
    return [{ name, seconds }]
  })
}
