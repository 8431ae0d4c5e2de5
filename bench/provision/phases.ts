/** A part of mantl's first run, between the moments at which its lines came; `here` and `hosts`: processor seconds of this side and of theirs. */
export interface Phase {
  readonly name: string
  readonly seconds: number
  readonly here: number
  readonly hosts: number
}

/** What had been spent until then: milliseconds since the start, and processor seconds. */
export interface Spent {
  readonly millis: number
  readonly here: number
  readonly hosts: number
}

/** Output with what had been spent when it came. */
export type TimedLine = readonly [spent: Spent, line: string]

/** Each phase ends with the last line of its kind; the first one before any change. */
const ends: readonly (readonly [string, RegExp])[] = [
  ['before the first change', /changes on \d+ of \d+ hosts/],
  ['small changes before the release', /make directory .*\/releases\b/],
  ['release', /push release/],
  ['leader', /the leader daemon answers/],
  ['followers', /the follower registered/],
]

export const phasesIn = (lines: readonly TimedLine[]): readonly Phase[] => {
  let from: Spent = { millis: 0, here: 0, hosts: lines[0]?.[0].hosts ?? 0 }
  const done = lines.filter(([, line]) => /^✓|changes on \d+ of/.test(line))
  return ends.flatMap(([name, pattern]) => {
    const last = done.findLast(([, line]) => pattern.test(line))
    if (last === undefined) return []
    const [until] = last
    const seconds = (until.millis - from.millis) / 1000
    const phase = { name, seconds, here: until.here - from.here, hosts: until.hosts - from.hosts }
    from = until
    return [phase]
  })
}
