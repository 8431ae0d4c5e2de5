import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Authenticate, Authentication } from '../../../http/types.ts'
import type { Run } from '../effects.ts'

/** JSON Web Tokens (RFC 7519, HS256) of executors: claims fid, eid and cid, no expiry (master.md, JWT). */
export interface ExecutorTokens {
  issue(run: Run): string
  /** The claims of a sound token; text: what is wrong with it. */
  read(token: string): Readonly<Record<string, string>> | string
}

const header = base64url({ alg: 'HS256', typ: 'JWT' })

export const createExecutorTokens = (key: Uint8Array, now: () => number): ExecutorTokens => {
  const signatureOf = (signed: string) => createHmac('sha256', key).update(signed).digest()
  return {
    issue: ({ frameworkId, executorId, containerId }) => {
      const signed = `${header}.${base64url({ fid: frameworkId, eid: executorId, cid: containerId })}`
      return `${signed}.${signatureOf(signed).toString('base64url')}`
    },
    read: token => {
      const parts = token.split('.')
      if (parts.length !== 3) return `Expected 3 components in token, got ${parts.length}`
      const [head, payload, signature] = parts as [string, string, string]
      const { alg, crit } = parse(head) ?? {}
      if (alg !== 'HS256' || crit !== undefined) return 'the header is not that of an HS256 token'
      const given = Buffer.from(signature, 'base64url')
      const wanted = signatureOf(`${head}.${payload}`)
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'Token signature does not match'
      const claims = parse(payload)
      if (claims === undefined) return 'Failed to decode token payload'
      if (claims.exp !== undefined && !(typeof claims.exp === 'number' && claims.exp >= now() / 1000)) {
        return 'Token has expired'
      }
      return Object.fromEntries(
        Object.entries(claims).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      )
    },
  }
}

/** Bearer tokens in the realms given; others are left to `others`. What carries no Bearer token there is, too, where `also` has the realm. */
export const bearerAuthenticator =
  (tokens: ExecutorTokens, realm: string, also: ReadonlySet<string>, others: Authenticate): Authenticate =>
  (asked, headers) => {
    const bearer = headers.authorization?.startsWith('Bearer ') ?? false
    if (asked !== realm && !(bearer && also.has(asked))) return others(asked, headers)
    if (headers.authorization === undefined) return challenge(asked)
    const [scheme, token, ...rest] = headers.authorization.split(' ')
    if (token === undefined || rest.length > 0) return challenge(asked, "Malformed 'Authorization' header")
    if (scheme !== 'Bearer') return challenge(asked, `Scheme '${scheme}' unsupported`)
    const claims = tokens.read(token)
    if (typeof claims === 'string') return challenge(asked, `Invalid JWT: ${claims}`)
    if (Object.keys(claims).length === 0) return challenge(asked, 'JWT claims missing')
    return { ok: true, principal: { claims } }
  }

/** RFC 6750, section 3. */
const challenge = (realm: string, problem?: string): Authentication => ({
  ok: false,
  challenges: [
    `Bearer realm="${realm}"${problem === undefined ? '' : `, error="invalid_token", error_description="${quotable(problem)}"`}`,
  ],
})

/** What may stand between the quotes of a header. */
const quotable = (text: string): string => text.replace(/[^ !#-[\]-~]/g, '?')

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

const parse = (part: string): Record<string, unknown> | undefined => {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
