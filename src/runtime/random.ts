import { randomBytes, randomInt } from 'node:crypto'

/** Chance as a value to hand over. */
export interface Random {
  /** At least 0, below 1. */
  next(): number
  /** A version 4 UUID as text. */
  uuid(): string
  /** A version 4 UUID as its 16 raw bytes in base64: the form of status updates' `uuid`. */
  uuidBase64(): string
}

const RANGE = 2 ** 47

export const systemRandom: Random = {
  next: () => randomInt(RANGE) / RANGE,
  uuid: () => uuidText(randomBytes(16)),
  uuidBase64: () => uuidBytes(randomBytes(16)).toString('base64'),
}

/** Repeats itself for the same seed; not for secrets. The generator is mulberry32. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const sixteen = () => Buffer.from(Array.from({ length: 16 }, () => Math.floor(next() * 256)))
  return { next, uuid: () => uuidText(sixteen()), uuidBase64: () => uuidBytes(sixteen()).toString('base64') }
}

const uuidBytes = (bytes: Buffer): Buffer => {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes
}

const uuidText = (bytes: Buffer): string =>
  uuidBytes(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
