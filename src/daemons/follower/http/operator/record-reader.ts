import type { Readable } from 'node:stream'
import { createRecordDecoder } from '../../../../mesos/recordio.ts'
import { mostRecordBytes } from './size-limits.ts'

export type NextRecord =
  | { readonly kind: 'record'; readonly record: Buffer }
  | { readonly kind: 'end' }
  | { readonly kind: 'malformed'; readonly why: string }

/** The records of a request's body, one at a time: nothing is read before it is asked for. */
export interface RecordReader {
  next(): Promise<NextRecord>
}

export const readRecords = (body: Readable): RecordReader => {
  const decoder = createRecordDecoder(mostRecordBytes)
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let ready: readonly Buffer[] = []
  let taken = 0
  const next = async (): Promise<NextRecord> => {
    for (;;) {
      const record = ready[taken++]
      if (record) return { kind: 'record', record }
      const { value, done } = await chunks.next()
      if (done) return decoder.atBoundary ? { kind: 'end' } : malformed('the body ends within a record')
      ready = decoder.push(value)
      taken = 0
    }
  }
  return { next: () => next().catch((error: Error) => malformed(error.message)) }
}

const malformed = (why: string): NextRecord => ({ kind: 'malformed', why: `Failed to read a record: ${why}` })
