import fc from 'fast-check'
import { MantlError } from '../../src/errors.ts'

/** MANTL_FUZZ_SEED: other inputs than always; MANTL_FUZZ_TIMES: so many times as many. What failed is printed with seed and path. */
const seed = Number(process.env.MANTL_FUZZ_SEED ?? 1)
const times = Number(process.env.MANTL_FUZZ_TIMES ?? 1)

/** For a test's name. */
export const fuzzed = `(seed ${seed})`

/** The check holds for `runs` inputs; a promise where it is one. */
export const holds = <T>(inputs: fc.Arbitrary<T>, runs: number, check: (input: T) => void): void =>
  fc.assert(fc.property(inputs, check), { seed, numRuns: runs * times })

export const holdsLater = <T>(inputs: fc.Arbitrary<T>, runs: number, check: (input: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(inputs, check), { seed, numRuns: runs * times })

/** What it gives; undefined where it refused with an error of ours. Any other error is a fault. */
export const orRefused = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (error instanceof MantlError) return undefined
    throw error
  }
}

export const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map(array => Buffer.from(array))

/** The same bytes with some changed, left out, or doubled. */
export const damaged = (whole: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(whole, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.nat({ max: 255 })), { maxLength: 6 }))
    .map(([start, wounds]) => wounds.reduce((bytes, [where, how, byte]) => wound(bytes, where, how, byte), start))

const wound = (bytes: Buffer, where: number, how: number, byte: number): Buffer => {
  const at = bytes.length === 0 ? 0 : where % bytes.length
  if (how === 0) return Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at + 1)])
  if (how === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + (byte % 9))])
  if (how === 2) return Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at)])
  return Buffer.concat([bytes, bytes.subarray(at)])
}

/** The pieces of it that a socket might hand over. */
export const pieces = (whole: Buffer, cuts: readonly number[]): Buffer[] => {
  const at = [...new Set(cuts.map(cut => cut % (whole.length + 1)))].sort((a, b) => a - b)
  return [0, ...at].map((start, i) => whole.subarray(start, at[i] ?? whole.length))
}
