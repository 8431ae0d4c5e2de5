import type { Chance } from './state.ts'

/** The next number of [0, 1). Small fast counter generator (sfc32): the seed is the whole state, so that a run can be replayed. */
export const random = (chance: Chance): number => word(chance) / 2 ** 32

/** A random (version 4) UUID as Mesos keeps it in messages: 16 bytes in base64. */
export const uuid = (chance: Chance): string => {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < 16; at += 4) view.setUint32(at, word(chance))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toBase64()
}

const word = (chance: Chance): number => {
  const [a, b, c, count] = chance
  const result = (((a + b) | 0) + count) | 0
  chance[0] = b ^ (b >>> 9)
  chance[1] = (c + (c << 3)) | 0
  chance[2] = (((c << 21) | (c >>> 11)) + result) | 0
  chance[3] = (count + 1) | 0
  return result >>> 0
}
