import { type Arena, bytesOf, follows, type Place } from './arena.ts'

/** One item of a list as it was written. */
export interface Entry {
  readonly key: string
  readonly marks: readonly unknown[]
  place: Place
}

export interface Stretches {
  /** What is complete; the caller takes it out. */
  readonly ready: Buffer[]
  /** An entry that is as it was. */
  keep(entry: Entry): void
  /** To be called before something new is written. */
  settle(): void
  /** What was just written. */
  add(place: Place): void
  end(): void
}

const LEAST = 1 / 8 // of a chunk

/**
 * PURE. Puts entries that lie side by side together. What is short between two changes, and what lies in a chunk of which less than half is
 * in use, moves to where the new entries are written: pieces stay long, and little memory is held for nothing.
 */
export const createStretches = (arena: Arena, size: number): Stretches => {
  const ready: Buffer[] = []
  let kept: Entry[] = [] // side by side
  let out: Place | undefined
  const push = (place: Place) => {
    if (out && follows(out, place)) out = { ...place, start: out.start }
    else {
      if (out) ready.push(bytesOf(out))
      out = place
    }
  }
  const settle = () => {
    const [first] = kept
    const last = kept.at(-1)
    if (!first || !last) return
    const place = { ...first.place, end: last.place.end }
    push(staysWhere(place, arena, size) ? place : move(kept, place, arena))
    kept = []
  }
  return {
    ready,
    keep: entry => {
      const last = kept.at(-1)
      if (last && !follows(last.place, entry.place)) settle()
      kept.push(entry)
    },
    settle,
    add: push,
    end: () => {
      settle()
      if (out) ready.push(bytesOf(out))
    },
  }
}

const staysWhere = ({ chunk, start, end }: Place, arena: Arena, size: number): boolean =>
  chunk === arena.chunk || (end - start >= size * LEAST && chunk.live * 2 >= chunk.buffer.length)

const move = (entries: readonly Entry[], from: Place, arena: Arena): Place => {
  const to = arena.write(bytesOf(from))
  const shift = to.start - from.start
  for (const entry of entries) {
    const { start, end } = entry.place
    entry.place = { chunk: to.chunk, start: start + shift, end: end + shift }
  }
  release(from)
  return to
}

/** Nothing of it is in use any more. */
export const release = ({ chunk, start, end }: Place): void => void (chunk.live -= end - start)
