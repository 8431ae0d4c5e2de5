import { createHash } from 'node:crypto'
import { MantlError } from '../../../../errors.ts'
import { parseDigest } from '../names/digest.ts'

/** What a blob must be. `size` in bytes; absent: unknown. */
export interface BlobIdentity {
  readonly digest: string
  readonly size?: number
}

/**
 * The same bytes; ends with MantlError follower.image unless they were the blob's. Whoever uses them before the end must be able to
 * throw away what came of it.
 */
export async function* verified(chunks: AsyncIterable<Buffer>, { digest, size }: BlobIdentity): AsyncGenerator<Buffer> {
  const { algorithm, hex } = parseDigest(digest) ?? { algorithm: 'sha256', hex: '' }
  const hash = createHash(algorithm)
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (size !== undefined && bytes > size)
      throw new MantlError('follower.image', `${digest} is longer than its ${size} bytes`)
    hash.update(chunk)
    yield chunk
  }
  if (size !== undefined && bytes < size) {
    throw new MantlError('follower.image', `${digest} ended after ${bytes} of ${size} bytes`, { retryable: true })
  }
  const found = hash.digest('hex')
  if (found !== hex) throw new MantlError('follower.image', `what came as ${digest} is ${algorithm}:${found}`)
}

/** All of a small blob. Throws MantlError follower.image. */
export const readWhole = async (chunks: AsyncIterable<Buffer>, maxBytes: number, what: string): Promise<Buffer> => {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new MantlError('follower.image', `${what} is longer than ${maxBytes} bytes`)
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}
