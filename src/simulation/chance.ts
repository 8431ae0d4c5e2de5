import type { Random } from '../runtime/random.ts'

/** Chance from a seed: the same seed gives the same numbers, on every machine. */
export interface Chance extends Random {
  /** Whole, at least 0, below `n`. */
  below(n: number): number
  /** Whole, both ends included. */
  between(low: number, high: number): number
  happens(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** A generator of its own: what it is asked for changes nothing here. */
  fork(): Chance
  /** State for a daemon's own generator. */
  words(): [number, number, number, number]
}

/** Small fast counter generator (sfc32), its state spread from the seed by splitmix32. */
export const createChance = (seed: number): Chance => {
  const spread = splitmix(seed)
  let [a, b, c, count] = [spread(), spread(), spread(), 1]

  const word = (): number => {
    const result = (((a + b) | 0) + count) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + result) | 0
    count = (count + 1) | 0
    return result >>> 0
  }
  for (let warm = 0; warm < 12; warm++) word()

  const next = () => word() / 2 ** 32
  const below = (n: number) => Math.floor(next() * n)
  const sixteen = () => {
    const bytes = new Uint8Array(16)
    const view = new DataView(bytes.buffer)
    for (let at = 0; at < 16; at += 4) view.setUint32(at, word())
    bytes[6] = (bytes[6]! & 0x0f) | 0x40
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    return bytes
  }
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    happens: probability => next() < probability,
    pick: from => from[below(from.length)]!,
    fork: () => createChance(word()),
    words: () => [word() | 0, word() | 0, word() | 0, word() | 0],
    uuid: () =>
      sixteen()
        .toHex()
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    uuidBase64: () => sixteen().toBase64(),
  }
}

const splitmix = (seed: number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) | 0
  }
}
