import { gunzip } from 'node:zlib'
import { MantlError } from '../errors.ts'

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
