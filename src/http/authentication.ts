import { createHash, timingSafeEqual } from 'node:crypto'
import type { Authenticate, Authentication } from './types.ts'

/** The realms of a daemon, by their short names. */
export const realmsOf = (daemon: 'master' | 'agent') =>
  ({
    readonly: `mesos-${daemon}-readonly`,
    readwrite: `mesos-${daemon}-readwrite`,
    scheduler: `mesos-${daemon}-scheduler`,
    executor: `mesos-${daemon}-executor`,
  }) as const

/** No realm asks. */
export const anonymous: Authenticate = () => ({ ok: true })

/**
 * HTTP Basic in the realms given; the others ask nobody. `secretsOf` gives a principal's secret, several any of which is right, or none.
 */
export const basicAuthenticator = (
  realms: ReadonlySet<string>,
  secretsOf: (principal: string) => string | readonly string[] | undefined,
): Authenticate => {
  return (realm, headers) => {
    if (!realms.has(realm)) return { ok: true }
    const given = readBasic(headers.authorization)
    const known = given && isOneOf(given.secret, [secretsOf(given.principal) ?? []].flat())
    return known ? { ok: true, principal: { value: given.principal } } : challenge(realm)
  }
}

const challenge = (realm: string): Authentication => ({ ok: false, challenges: [`Basic realm="${realm}"`] })

const readBasic = (header: string | undefined) => {
  const match = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(header ?? '')
  const text = match && Buffer.from(match[1]!, 'base64').toString('utf8')
  const colon = text?.indexOf(':') ?? -1
  return text && colon >= 0 ? { principal: text.slice(0, colon), secret: text.slice(colon + 1) } : undefined
}

/** In a time that tells nothing about where two texts differ. */
const isOneOf = (given: string, secrets: readonly string[]): boolean =>
  secrets.map(secret => timingSafeEqual(digestOf(given), digestOf(secret))).includes(true)

const digestOf = (text: string) => createHash('sha256').update(text).digest()
