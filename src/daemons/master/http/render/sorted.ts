const RUN = 512 // items that are sorted or merged at a stroke

/** PURE. A stable merge sort that rests now and then; smallest key first. */
export function* sortedSlowly<T>(items: readonly T[], key: (item: T) => Key): Generator<'', T[]> {
  let runs: Keyed<T>[][] = []
  for (let start = 0; start < items.length; start += RUN) {
    const run = items.slice(start, start + RUN).map(item => ({ item, key: key(item) }))
    runs.push(run.sort((a, b) => compare(a.key, b.key)))
    yield ''
  }
  while (runs.length > 1) {
    const merged: Keyed<T>[][] = []
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* merge(runs[at]!, runs[at + 1] ?? []))
    runs = merged
  }
  return (runs[0] ?? []).map(({ item }) => item)
}

type Key = number | string

interface Keyed<T> {
  readonly item: T
  readonly key: Key
}

const compare = (a: Key, b: Key) => (a < b ? -1 : a > b ? 1 : 0)

function* merge<T>(left: readonly Keyed<T>[], right: readonly Keyed<T>[]): Generator<'', Keyed<T>[]> {
  const merged: Keyed<T>[] = []
  let [l, r] = [0, 0]
  while (l < left.length || r < right.length) {
    const fromLeft = r >= right.length || (l < left.length && left[l]!.key <= right[r]!.key)
    if (merged.push(fromLeft ? left[l++]! : right[r++]!) % RUN === 0) yield ''
  }
  return merged
}
