import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ByteSource } from './connection.ts'

export const bytesSource = (content: string | Uint8Array): ByteSource => {
  const bytes = Buffer.from(content as Uint8Array)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return {
    size: bytes.length,
    sha256,
    open: () => Readable.from(bytes.length > 0 ? [bytes] : [], { objectMode: false }),
  }
}

/** Reads the file once for its digest, unless that is known, and once for each upload. */
export const fileSource = async (path: string, sha256?: string): Promise<ByteSource> => {
  const { size } = await stat(path)
  return {
    size,
    sha256: sha256 ?? (await digestOf(path)),
    open: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
  }
}

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), hash)
  return hash.digest('hex')
}
