import type { ServerResponse } from 'node:http'
import { encodeRecord } from '../mesos/recordio.ts'
import type { RecordStream } from './types.ts'

/** Bytes that may wait for a reader; one that let more pile up is dropped at the next record. */
const BUFFER_LIMIT = 8 * 1024 * 1024

/** Opens the response of a subscription: status 200, chunked, each record framed by its length. */
export const openRecordStream = (
  response: ServerResponse,
  contentType: string,
  headers: Readonly<Record<string, string>> = {},
  limit = BUFFER_LIMIT,
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
  response.on('close', over)
  response.on('error', over)
  return {
    kind: 'stream',
    write: record => {
      if (closed) return false
      if (response.writableLength > limit) {
        response.destroy()
        over()
        return false
      }
      writeChunk(response, encodeRecord(record)) // one record may be larger than the limit: a snapshot of a large cluster
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
    get open() {
      return !closed
    },
  }
}

/** Node joins what is written in one tick into one chunk; clients exist that take a chunk for a record, as Mesos sends them. */
const writeChunk = (response: ServerResponse, bytes: Uint8Array) => {
  response.cork()
  response.write(bytes)
  response.uncork()
}
