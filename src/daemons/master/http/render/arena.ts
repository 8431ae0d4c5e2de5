/** A stretch of memory; `live`: how many of its bytes are in use. */
export interface Chunk {
  readonly buffer: Buffer
  live: number
}

/** Where some bytes lie, which are never written again. */
export interface Place {
  readonly chunk: Chunk
  readonly start: number
  readonly end: number
}

/** PURE. Memory for many small texts, one behind the other in chunks of some size. */
export interface Arena {
  /** The one that is written to now. */
  readonly chunk: Chunk
  write(content: string | Uint8Array): Place
}

const LONGEST = 3 // bytes of UTF-8 for one unit of a text

export const createArena = (size: number): Arena => {
  let chunk: Chunk = { buffer: Buffer.alloc(0), live: 0 }
  let used = 0
  const room = (bytes: number) => {
    if (chunk.buffer.length - used >= bytes) return
    chunk = { buffer: Buffer.allocUnsafeSlow(Math.max(size, bytes)), live: 0 }
    used = 0
  }
  const place = (bytes: number): Place => {
    chunk.live += bytes
    return { chunk, start: used, end: (used += bytes) }
  }
  return {
    get chunk() {
      return chunk
    },
    write: content => {
      if (typeof content === 'string') {
        room(content.length * LONGEST)
        return place(chunk.buffer.write(content, used))
      }
      room(content.length)
      chunk.buffer.set(content, used)
      return place(content.length)
    },
  }
}

export const bytesOf = ({ chunk, start, end }: Place): Buffer => chunk.buffer.subarray(start, end)

/** Whether the second lies right behind the first. */
export const follows = (one: Place, next: Place): boolean => one.chunk === next.chunk && one.end === next.start
