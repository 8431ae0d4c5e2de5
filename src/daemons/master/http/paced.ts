import { Readable } from 'node:stream'

/**
 * A stream of buffers, one each turn of the event loop. A reader that keeps up would otherwise get the whole of it in a single turn, since
 * each write is over at once, and everybody else would wait.
 */
export const paced = (buffers: readonly Buffer[]): Readable => {
  let next = 0
  return new Readable({
    read() {
      setImmediate(() => void this.push(buffers[next++] ?? null))
    },
  })
}
