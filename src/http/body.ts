import type { IncomingMessage } from 'node:http'
import { gunzip } from 'node:zlib'
import { MantlError } from '../errors.ts'

/** A body as it came. Throws `http.body-too-large` as soon as it is known to be. Never settles where its sender goes before its end. */
export const readBody = (request: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const tooLarge = () => reject(new MantlError('http.body-too-large', `the body has more than ${limit} bytes`))
    if (Number(request.headers['content-length'] ?? 0) > limit) return tooLarge()
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= limit) return void chunks.push(chunk)
      request.off('data', take)
      request.pause()
      tooLarge()
    }
    request.on('data', take)
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    request.on('error', () => {})
  })

/** A body as it came, or inflated where `Content-Encoding` says gzip, to `limit` bytes at most. */
export const readEncodedBody = (
  body: Buffer,
  encoding: string | undefined,
  limit: number,
): Promise<Buffer> | Buffer => {
  if (encoding === undefined || encoding === 'identity') return body
  if (encoding !== 'gzip') throw new MantlError('http.body-encoding', `Content-Encoding '${encoding}' is not known`)
  return new Promise((resolve, reject) => {
    gunzip(body, { maxOutputLength: limit }, (error, inflated) => {
      if (!error) resolve(inflated)
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        reject(new MantlError('http.body-too-large', `the body inflates to more than ${limit} bytes`))
      } else reject(new MantlError('http.body-encoding', 'the body is not gzip', { cause: error }))
    })
  })
}
