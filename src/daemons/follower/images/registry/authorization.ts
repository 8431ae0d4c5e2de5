import * as z from 'zod'
import { MantlError } from '../../../../errors.ts'
import { readWhole } from '../layers/verified.ts'
import { parseJson } from '../sources/manifest.ts'
import type { Challenge } from './challenge.ts'
import type { RegistryCredential } from './credentials.ts'
import { ask, bytesOf, type RegistryRequest } from './request.ts'

const answer = z.looseObject({ token: z.string().min(1).optional(), access_token: z.string().min(1).optional() })
const largestAnswer = 256 * 1024

export interface AuthorizationOptions {
  /** The registry's own address: where it is spoken to over TLS, so must be who gives its tokens. */
  readonly origin: string
  readonly repository: string
  readonly credential?: RegistryCredential
  readonly stallMillis: number
}

/** The value of an Authorization header that meets the challenge. Throws MantlError follower.image. */
export const authorize = async (challenge: Challenge, options: AuthorizationOptions): Promise<string> => {
  if (challenge.kind === 'bearer') return `Bearer ${await fetchToken(challenge, options)}`
  if (options.credential === undefined) {
    throw new MantlError('follower.image', `${new URL(options.origin).host} wants a user and a password`, {
      hint: 'say them in --docker_config or in the image',
    })
  }
  return basic(options.credential)
}

const basic = ({ username, password }: RegistryCredential): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** The distribution project's token authentication; with an identity token its OAuth2 form. */
const fetchToken = async (challenge: Bearer, options: AuthorizationOptions): Promise<string> => {
  const asked = tokenRequest(challenge, options)
  const got = await ask(asked)
  const text = (await readWhole(bytesOf(got, asked), largestAnswer, 'the token')).toString('utf8')
  if (got.status !== 200) {
    const word = got.status === 401 || got.status === 403 ? 'refuses our login' : `answered ${got.status}`
    throw new MantlError('follower.image', `${asked.url.host} gives no token: it ${word}`, {
      retryable: got.status >= 500,
    })
  }
  const read = answer.safeParse(parseJson(text))
  const token = read.data?.token ?? read.data?.access_token
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) {
    throw new MantlError('follower.image', `${asked.url.host} gives no token that can be read`)
  }
  return token
}

type Bearer = Challenge & { readonly kind: 'bearer' }

const tokenRequest = (challenge: Bearer, options: AuthorizationOptions): RegistryRequest => {
  const { credential, stallMillis, origin } = options
  const url = new URL(challenge.realm)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && origin.startsWith('http:'))) {
    throw new MantlError('follower.image', `${new URL(origin).host} has its tokens given by ${url.host}, without TLS`)
  }
  const scope = challenge.scope ?? `repository:${options.repository}:pull`
  const asked = { ...(challenge.service === undefined ? {} : { service: challenge.service }), scope }
  if (credential?.identityToken === undefined) {
    for (const [key, value] of Object.entries(asked)) url.searchParams.set(key, value)
    return { url, stallMillis, headers: credential ? { authorization: basic(credential) } : {} }
  }
  const form = { ...asked, grant_type: 'refresh_token', client_id: 'mantl', refresh_token: credential.identityToken }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return { url, stallMillis, method: 'POST', headers, body: String(new URLSearchParams(form)) }
}
