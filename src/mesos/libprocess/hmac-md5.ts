import { createHmac, timingSafeEqual } from 'node:crypto'

/** Lower-case hex of HMAC-MD5, the answer to a CRAM-MD5 challenge. */
export const hmacMd5 = (secret: string, challenge: string): string =>
  createHmac('md5', secret).update(challenge).digest('hex')

/** Whether two digests are the same, in a time that tells nothing about where they differ. */
export const sameDigest = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
