import { MantlError } from '../errors.ts'

/** PURE. RecordIO: `<decimal byte length>\n<bytes>`, repeated, nothing between (docs/recordio.md of Mesos). */
export const encodeRecord = (record: Uint8Array | string): Buffer => {
  const body = typeof record === 'string' ? Buffer.from(record, 'utf8') : record
  return Buffer.concat([Buffer.from(`${body.length}\n`, 'latin1'), body])
}

export interface RecordDecoder {
  /** The records that are complete now. Throws `recordio.malformed` for a bad or too large length; it is useless then. */
  push(chunk: Uint8Array): Buffer[]
  /** Whether the bytes so far end between two records. */
  readonly atBoundary: boolean
}

const LINE_FEED = 0x0a
const LONGEST_HEADER = 20 // digits of 2^64

/** Takes a stream of RecordIO apart, however it is cut. `limit`: bytes that one record may have. */
export const createRecordDecoder = (limit = 64 * 1024 * 1024): RecordDecoder => {
  let header = ''
  let pieces: Buffer[] = []
  let missing: number | undefined // undefined: reading a header

  const readHeader = (bytes: Buffer, start: number): number => {
    const end = bytes.indexOf(LINE_FEED, start)
    header += bytes.toString('latin1', start, end < 0 ? Math.min(bytes.length, start + LONGEST_HEADER + 1) : end)
    const complete = end >= 0
    if (header.length > LONGEST_HEADER || !(complete ? /^\d+$/ : /^\d*$/).test(header)) {
      throw new MantlError('recordio.malformed', 'a record does not begin with its length')
    }
    if (!complete) return bytes.length
    missing = Number(header)
    if (missing > limit) throw new MantlError('recordio.malformed', `a record of ${header} bytes is over ${limit}`)
    header = ''
    return end + 1
  }

  return {
    push: chunk => {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      const records: Buffer[] = []
      let position = 0
      while (position < bytes.length || missing === 0) {
        if (missing === undefined) position = readHeader(bytes, position)
        if (missing === undefined) break
        const piece = bytes.subarray(position, position + missing)
        position += piece.length
        missing -= piece.length
        pieces.push(piece)
        if (missing > 0) break
        records.push(pieces.length === 1 ? piece : Buffer.concat(pieces))
        pieces = []
        missing = undefined
      }
      return records
    },
    get atBoundary() {
      return missing === undefined && header === ''
    },
  }
}
