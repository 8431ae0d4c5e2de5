import type { ValueRange } from '../messages/basics.ts'

/** Inclusive at both ends. Results are sorted and coalesced: no two overlap or touch. */
export type Ranges = readonly ValueRange[]

export const coalesce = (ranges: Ranges): ValueRange[] => {
  if (isCoalesced(ranges)) return ranges as ValueRange[]
  const result: ValueRange[] = []
  for (const range of ranges.filter(isProper).sort((a, b) => a.begin - b.begin)) {
    const last = result.at(-1)
    if (last && range.begin <= last.end + 1) result[result.length - 1] = joined(last, range)
    else result.push(range)
  }
  return result
}

export const addRanges = (a: Ranges, b: Ranges): ValueRange[] => coalesce([...a, ...b])

/** Both coalesced. One sweep over both. */
export const subtractRanges = (from: Ranges, taken: Ranges): ValueRange[] => {
  const result: ValueRange[] = []
  let next = 0
  for (const { begin, end } of from) {
    while (next < taken.length && taken[next]!.end < begin) next++
    let start = begin
    for (let i = next; i < taken.length && taken[i]!.begin <= end; i++) {
      if (taken[i]!.begin > start) result.push({ begin: start, end: taken[i]!.begin - 1 })
      start = Math.max(start, taken[i]!.end + 1)
    }
    if (start <= end) result.push({ begin: start, end })
  }
  return result
}

/** Both coalesced. */
export const rangesContain = (all: Ranges, part: Ranges): boolean => {
  let at = 0
  return part.every(({ begin, end }) => {
    while (at < all.length && all[at]!.end < begin) at++
    const range = all[at]
    return range !== undefined && range.begin <= begin && end <= range.end
  })
}

const isProper = ({ begin, end }: ValueRange): boolean => begin <= end

const joined = (a: ValueRange, b: ValueRange): ValueRange => ({ begin: a.begin, end: Math.max(a.end, b.end) })

const isCoalesced = (ranges: Ranges): boolean =>
  ranges.every((range, i) => isProper(range) && (i === 0 || ranges[i - 1]!.end + 1 < range.begin))
