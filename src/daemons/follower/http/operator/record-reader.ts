import type { Readable } from 'node:stream'
import { createRecordDecoder } from '../../../../mesos/recordio.ts'

export type NextRecord =
  | { readonly kind: 'record'; readonly record: Buffer }
  | { readonly kind: 'end' }
  | { readonly kind: 'malformed'; readonly why: string }

/** The records of a request's body, one at a time: nothing is read before it is asked for. */
export interface RecordReader {
  next(): Promise<NextRecord>
}

/** What one piece of input may be: a program's reader takes it whole. */
const RECORD_LIMIT = 4 * 1024 * 1024

export const readRecords = (body: Readable): RecordReader => {
  const decoder = createRecordDecoder(RECORD_LIMIT)
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const ready: Buffer[] = []
  const next = async (): Promise<NextRecord> => {
    for (;;) {
      const record = ready.shift()
      if (record) return { kind: 'record', record }
      const { value, done } = await chunks.next()
      if (done) return decoder.atBoundary ? { kind: 'end' } : malformed('the body ends within a record')
      ready.push(...decoder.push(value))
    }
  }
  return { next: () => next().catch((error: Error) => malformed(error.message)) }
}

const malformed = (why: string): NextRecord => ({ kind: 'malformed', why: `Failed to read a record: ${why}` })
