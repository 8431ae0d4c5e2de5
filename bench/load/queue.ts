/** PURE. What is due when, the earliest first; at the same time in the order of `add`. */
export interface DueQueue<T> {
  add(at: number, item: T): void
  /** Undefined when it is empty. */
  readonly earliest: number | undefined
  take(): T | undefined
  readonly size: number
}

interface Entry<T> {
  readonly at: number
  readonly order: number
  readonly item: T
}

/** A binary heap. */
export const createDueQueue = <T>(): DueQueue<T> => {
  const heap: Entry<T>[] = []
  let count = 0
  const before = (a: Entry<T>, b: Entry<T>) => a.at < b.at || (a.at === b.at && a.order < b.order)

  const rise = (entry: Entry<T>) => {
    let place = heap.length
    heap.push(entry)
    for (let parent = (place - 1) >> 1; place > 0 && before(entry, heap[parent]!); parent = (place - 1) >> 1) {
      heap[place] = heap[parent]!
      place = parent
    }
    heap[place] = entry
  }

  const sink = (entry: Entry<T>) => {
    let place = 0
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1
      if (!before(heap[child]!, entry)) break
      heap[place] = heap[child]!
      place = child
    }
    heap[place] = entry
  }

  return {
    add: (at, item) => rise({ at, order: count++, item }),
    take: () => {
      const first = heap[0]
      const last = heap.pop()
      if (first !== last) sink(last!)
      return first?.item
    },
    get earliest() {
      return heap[0]?.at
    },
    get size() {
      return heap.length
    },
  }
}
