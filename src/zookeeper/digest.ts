import { createHash } from 'node:crypto'

/** The id of an access list's digest rule: `user:base64(sha1("user:password"))`. */
export const digestId = (user: string, password: string): string =>
  `${user}:${createHash('sha1').update(`${user}:${password}`).digest('base64')}`
