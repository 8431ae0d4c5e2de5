/** PURE. Mesos' durations: `15secs`, `1.5mins`. Kept in milliseconds, which may be fractions. */

const units = [
  ['ns', 1e-6],
  ['us', 1e-3],
  ['ms', 1],
  ['secs', 1000],
  ['mins', 60_000],
  ['hrs', 3_600_000],
  ['days', 86_400_000],
  ['weeks', 604_800_000],
] as const

const known: ReadonlyMap<string, number> = new Map(units)

/** Milliseconds, or undefined when the text is no duration. */
export const parseDuration = (text: string): number | undefined => {
  const match = /^(-?\d+(?:\.\d*)?|-?\.\d+)([a-z]+)$/.exec(text)
  const unit = known.get(match?.[2] ?? '')
  return match === null || unit === undefined ? undefined : Number((Number(match[1]) * unit).toPrecision(15))
}

/** As Mesos prints it: the largest unit that gives at least 1, or the next smaller one where only that one is whole. */
export const formatDuration = (ms: number): string => {
  if (ms === 0) return '0ns'
  if (ms < 0) return `-${formatDuration(-ms)}`
  const index = Math.max(
    units.findLastIndex(([, size]) => ms >= size),
    0,
  )
  const whole = Number.isInteger(inUnit(ms, index))
  const chosen = whole || index === 0 ? index : index - 1
  return `${inUnit(ms, chosen)}${units[chosen]![0]}`
}

const inUnit = (ms: number, index: number) => Number((ms / units[index]![1]).toPrecision(15))
