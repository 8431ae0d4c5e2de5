import { createArena } from './arena.ts'
import { createStretches, type Entry, release } from './stretches.ts'

/** What is written of the items of a list. */
export interface Kind<T> {
  /** Names an item among its neighbours. */
  readonly key: (item: T) => string
  /** All that may change of what is written, compared by identity. */
  readonly marks: readonly ((item: T) => unknown)[]
  readonly write: (item: T) => string | Uint8Array
}

export interface Remembering<T> {
  /** The items as bytes, in pieces; '' is a rest. `owner`: what the memory of the list hangs on. */
  list(owner: object, items: Iterable<T>): Generator<Buffer | ''>
  forget(): void
}

const SIZE = 128 * 1024 // of a chunk, in bytes
const REST = 32 // items that are looked at at a stroke

/**
 * PURE. Most of a large cluster is the same from one poll to the next: what was written of an item is kept, and neighbours that did not
 * change are handed out as one piece, without a copy (stretches.ts).
 */
export const createRemembering = <T>(kind: Kind<T>, size = SIZE): Remembering<T> => {
  let known = new WeakMap<object, readonly Entry[]>()
  let arena = createArena(size)

  function* list(owner: object, items: Iterable<T>): Generator<Buffer | ''> {
    const [lists, before] = [known, known.get(owner) ?? none]
    const books: Books = { after: [], made: [], lost: [] }
    const stretches = createStretches(arena, size)
    const write = (item: T) => {
      stretches.settle()
      const marks = kind.marks.map(mark => mark(item))
      const made = { key: kind.key(item), marks, place: arena.write(kind.write(item)) }
      books.made.push(made)
      stretches.add(made.place)
      return made
    }
    let at = 0
    for (const item of items) {
      for (const found = find(before, kind.key(item), at); at < found; at++) books.lost.push(before[at]!)
      const old = before[at++]
      const same = old && isSame(kind, old, item)
      if (same) stretches.keep(old)
      else if (old) books.lost.push(old)
      books.after.push(same ? old : write(item))
      if (stretches.ready.length > 0) yield* stretches.ready.splice(0)
      else if (books.after.length % REST === 0) yield ''
    }
    stretches.end()
    yield* stretches.ready
    for (; at < before.length; at++) books.lost.push(before[at]!)
    close(lists, owner, before, books)
  }

  const forget = () => {
    known = new WeakMap()
    arena = createArena(size)
  }
  return { list, forget }
}

const none: readonly Entry[] = []

/** The entries of a list as it is now; those of them that are new; those of before that are no more. */
interface Books {
  readonly after: Entry[]
  readonly made: Entry[]
  readonly lost: Entry[]
}

/** Of two renderings of one list at the same time the first one counts. */
const close = (
  lists: WeakMap<object, readonly Entry[]>,
  owner: object,
  before: readonly Entry[],
  { after, made, lost }: Books,
): void => {
  const counts = (lists.get(owner) ?? none) === before
  if (counts) lists.set(owner, after)
  for (const { place } of counts ? lost : made) release(place)
}

const isSame = <T>({ marks }: Kind<T>, { marks: before }: Entry, item: T): boolean => {
  for (let mark = 0; mark < marks.length; mark++) if (marks[mark]!(item) !== before[mark]) return false
  return true
}

/** Items keep their order, and new ones come at the end: each is looked for among those that follow the last one found. */
const find = (entries: readonly Entry[], key: string, from: number): number => {
  let at = from
  while (at < entries.length && entries[at]!.key !== key) at++
  return at
}
