/** Virtual time: what is to happen, in the order of its time and, at the same time, of its planning. */
export interface Timeline {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** How many things have happened. */
  readonly count: number
  /** `run` happens in `ms`, at the earliest after all that is planned for that moment already. */
  after(ms: number, run: () => void): void
  /** Lets the next thing happen; false: nothing is planned up to `end`, and it is `end` now. */
  step(end: number): boolean
}

interface Planned {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

export const createTimeline = (start: number): Timeline => {
  const heap: Planned[] = []
  let now = start
  let order = 0
  let count = 0
  return {
    get now() {
      return now
    },
    get count() {
      return count
    },
    after: (ms, run) => push(heap, { at: now + Math.max(ms, 0), order: order++, run }),
    step: end => {
      if (heap.length === 0 || heap[0]!.at > end) {
        now = end
        return false
      }
      const next = pop(heap)
      now = next.at
      count += 1
      next.run()
      return true
    },
  }
}

const before = (a: Planned, b: Planned) => a.at < b.at || (a.at === b.at && a.order < b.order)

const push = (heap: Planned[], item: Planned): void => {
  let at = heap.push(item) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!before(item, heap[parent]!)) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = item
}

const pop = (heap: Planned[]): Planned => {
  const first = heap[0]!
  const last = heap.pop()!
  if (heap.length === 0) return first
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    if (left >= heap.length) break
    const right = left + 1
    const child = right < heap.length && before(heap[right]!, heap[left]!) ? right : left
    if (!before(heap[child]!, last)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = last
  return first
}
