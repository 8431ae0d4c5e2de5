/** Where some bytes lie, which are never written again. */
export interface Place {
  readonly buffer: Buffer
  readonly start: number
  readonly end: number
}

/** PURE. Memory for many small texts, one behind the other in buffers of some size. */
export interface Arena {
  /** The one that is written to now. */
  readonly buffer: Buffer
  write(content: string | Uint8Array): Place
}

const LONGEST = 3 // bytes of UTF-8 for one unit of a text

export const createArena = (size = 128 * 1024): Arena => {
  let buffer = Buffer.alloc(0)
  let used = 0
  const room = (bytes: number) => {
    if (buffer.length - used >= bytes) return
    buffer = Buffer.allocUnsafeSlow(Math.max(size, bytes))
    used = 0
  }
  const place = (bytes: number): Place => ({ buffer, start: used, end: (used += bytes) })
  return {
    get buffer() {
      return buffer
    },
    write: content => {
      if (typeof content === 'string') {
        room(content.length * LONGEST)
        return place(buffer.write(content, used))
      }
      room(content.length)
      buffer.set(content, used)
      return place(content.length)
    },
  }
}
