import { type Arena, createArena, type Place } from './arena.ts'

/** What is written of the items of a list. */
export interface Kind<T> {
  /** Names an item among its neighbours. */
  readonly key: (item: T) => string
  /** All that may change of what is written, compared by identity; a list's items keep their order. */
  readonly marks: readonly ((item: T) => unknown)[]
  readonly write: (item: T) => string | Uint8Array
}

export interface Remembering<T> {
  /** The items as bytes, in pieces; '' is a rest. `owner`: what the memory of the list hangs on. */
  list(owner: object, items: Iterable<T>): Generator<Buffer | ''>
  forget(): void
}

/**
 * PURE. Most of a large cluster is the same from one poll to the next: what was written of an item is kept, and neighbours that did not change
 * are handed out as one piece, without a copy. A piece that fills less than half a buffer moves to where the new ones are written, so
 * that no buffer is kept for little: twice the bytes in use are the most that is held.
 */
export const createRemembering = <T>(kind: Kind<T>, size = SIZE): Remembering<T> => {
  let known = new WeakMap<object, Memory>()
  let arena = createArena(size)
  return {
    *list(owner, items) {
      const mine = known
      const after = yield* rendered(kind, arena, mine.get(owner) ?? emptyMemory(), items, size / SHARE)
      mine.set(owner, after)
    },
    forget: () => {
      known = new WeakMap()
      arena = createArena(size)
    },
  }
}

const SIZE = 128 * 1024
const SHARE = 2

/** One entry an item in each; of the marks as many as the kind has. */
interface Memory {
  readonly keys: string[]
  readonly marks: unknown[]
  readonly places: Place[]
}

const emptyMemory = (): Memory => ({ keys: [], marks: [], places: [] })

const REST = 32 // items that are looked at at a stroke

function* rendered<T>(
  kind: Kind<T>,
  arena: Arena,
  before: Memory,
  items: Iterable<T>,
  least: number,
): Generator<Buffer | '', Memory> {
  const after = emptyMemory()
  const output = createOutput(arena, after.places, least)
  let cursor = 0
  for (const item of items) {
    const key = kind.key(item)
    cursor = next(before.keys, key, cursor)
    after.keys.push(key)
    for (const mark of kind.marks) after.marks.push(mark(item))
    const place = unchanged(before, cursor, after, kind.marks.length)
    if (place) output.keep(place)
    else output.make(kind.write(item))
    if (output.ready.length > 0) yield* output.ready.splice(0)
    else if (after.keys.length % REST === 0) yield ''
    if (cursor < before.keys.length) cursor++
  }
  output.end()
  yield* output.ready
  return after
}

/** Items come in the order of before, those that are new at the end: each is looked for among those that follow, and once in all. */
const next = (keys: readonly string[], key: string, from: number): number => {
  let at = from
  while (at < keys.length && keys[at] !== key) at++
  return at
}

/** Where the last item of `after` lies, if it is what stands at `at` of before. */
const unchanged = (before: Memory, at: number, after: Memory, marks: number): Place | undefined => {
  const first = at * marks
  const last = after.marks.length - marks
  for (let mark = 0; mark < marks; mark++) {
    if (before.marks[first + mark] !== after.marks[last + mark]) return undefined
  }
  return before.places[at]
}

/** Puts neighbours together. A run is what is kept in one stretch; a short one is moved. */
const createOutput = (arena: Arena, places: Place[], least: number) => {
  const ready: Buffer[] = []
  let run: Place | undefined
  let runs = 0 // places that the run is made of, the last ones
  let out: Place | undefined
  const push = (place: Place) => {
    if (out && follows(out, place)) out = { ...place, start: out.start }
    else {
      if (out) ready.push(bytesOf(out))
      out = place
    }
  }
  const settle = () => {
    if (!run) return
    const { buffer, start, end } = run
    const stays = buffer === arena.buffer || end - start >= least
    const place = stays ? run : arena.write(buffer.subarray(start, end))
    if (!stays) move(places, runs, place, start)
    run = undefined
    push(place)
  }
  return {
    /** What is complete. */
    ready,
    keep: (place: Place) => {
      const goesOn = run && follows(run, place)
      if (!goesOn) settle()
      run = goesOn ? { ...place, start: run!.start } : place
      runs = goesOn ? runs + 1 : 1
      places.push(place)
    },
    make: (content: string | Uint8Array) => {
      settle()
      const place = arena.write(content)
      places.push(place)
      push(place)
    },
    end: () => {
      settle()
      if (out) ready.push(bytesOf(out))
    },
  }
}

const follows = (one: Place, next: Place): boolean => one.buffer === next.buffer && one.end === next.start

const bytesOf = ({ buffer, start, end }: Place): Buffer => buffer.subarray(start, end)

/** The last `count` places lay from `start` on and lie at `place` now. */
const move = (places: Place[], count: number, { buffer, start: to }: Place, start: number): void => {
  for (let at = places.length - count; at < places.length; at++) {
    const old = places[at]!
    places[at] = { buffer, start: old.start - start + to, end: old.end - start + to }
  }
}
