import { malformed } from './jute/reader.ts'
import { frameLimits } from './protocol.ts'

/** Cuts a byte stream into packets (without their length). Holds at most one packet; throws 'zookeeper.malformed' for a bad length. */
export const frameReader = (limit: number = frameLimits.receive): ((chunk: Buffer) => Buffer[]) => {
  let parts: Buffer[] = []
  let held = 0
  let needed = 4

  return chunk => {
    parts.push(chunk)
    held += chunk.length
    if (held < needed) return []

    const bytes = parts.length === 1 ? chunk : Buffer.concat(parts, held)
    const frames: Buffer[] = []
    let at = 0
    needed = 4
    while (bytes.length - at >= 4) {
      const length = bytes.readInt32BE(at)
      if (length < 0 || length > limit) throw malformed(`a packet of ${length} bytes, more than ${limit}`)
      if (bytes.length - at < 4 + length) {
        needed = 4 + length
        break
      }
      frames.push(bytes.subarray(at + 4, at + 4 + length))
      at += 4 + length
    }
    parts = at === bytes.length ? [] : [bytes.subarray(at)]
    held = bytes.length - at
    return frames
  }
}
