import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { encodeRecord } from '../mesos/recordio.ts'
import type { RecordStream } from './types.ts'

/** What may pile up for a reader before it is dropped, at the next record. */
export interface Patience {
  /** Bytes that may always wait. */
  readonly limit: number
  /** More may wait while the reader takes some at least every so many ms: the first offers of a large cluster are many at once. */
  readonly patienceMs: number
  /** Bytes that never wait. */
  readonly most: number
  readonly now: () => number
}

const MB = 1024 * 1024
const usual: Patience = { limit: 8 * MB, patienceMs: 10_000, most: 256 * MB, now: Date.now }

/** Opens the response of a subscription: status 200, chunked, each record framed by its length. */
export const openRecordStream = (
  response: ServerResponse,
  contentType: string,
  headers: Readonly<Record<string, string>> = {},
  patience = usual,
): RecordStream => {
  response.writeHead(200, { ...headers, 'Content-Type': contentType })
  response.flushHeaders()
  let closed = response.destroyed
  const listeners: (() => void)[] = []
  const over = () => {
    if (closed) return
    closed = true
    for (const listener of listeners.splice(0)) listener()
  }
  const isTooSlow = slowness(response, patience)
  response.on('close', over)
  response.on('error', over)
  return {
    kind: 'stream',
    write: record => {
      if (closed) return false
      const bytes = encodeRecord(record)
      if (isTooSlow(bytes.length)) {
        response.destroy()
        over()
        return false
      }
      writeChunk(response, bytes) // one record may be larger than the limit: a snapshot of a large cluster
      return true
    },
    close: () => {
      if (closed) return
      response.end()
      over()
    },
    onClose: fn => {
      if (closed) fn()
      else listeners.push(fn)
    },
    drained: async () => {
      while (!closed && response.writableLength > response.writableHighWaterMark) await takenOrOver(response)
    },
    get open() {
      return !closed
    },
  }
}

const takenOrOver = (response: ServerResponse) =>
  new Promise<void>(resolve => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })

/** Asked before each record of so many bytes is written. */
const slowness = (response: ServerResponse, { limit, patienceMs, most, now }: Patience) => {
  let written = 0
  let taken = 0
  let tookAt = now()
  return (bytes: number): boolean => {
    const waiting = response.writableLength
    if (written - waiting > taken) {
      taken = written - waiting
      tookAt = now()
    }
    if (waiting <= limit) tookAt = now()
    written += bytes
    return waiting > most || (waiting > limit && now() - tookAt >= patienceMs)
  }
}

/** Node joins what is written in one tick into one chunk; clients exist that take a chunk for a record, as Mesos sends them. */
const writeChunk = (response: ServerResponse, bytes: Uint8Array) => {
  if (response.socket) holdBack(response.socket)
  response.cork()
  response.write(bytes)
  response.uncork()
}

/** Chunks of one turn of the event loop go out together. */
const holdBack = (socket: Socket) => {
  if (socket.writableCorked > 0) return
  socket.cork()
  setImmediate(() => socket.uncork())
}
