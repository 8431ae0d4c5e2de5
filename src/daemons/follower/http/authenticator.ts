import { readFileSync } from 'node:fs'
import { anonymous, basicAuthenticator, realmsOf } from '../../../http/authentication.ts'
import type { Authenticate } from '../../../http/types.ts'
import { parseCredentials } from '../../../mesos/credentials.ts'
import { bearerAuthenticator, createExecutorTokens, type ExecutorTokens } from '../executors/tokens.ts'
import type { FollowerFlags } from '../identity.ts'

/** `file://` may stand in front. */
const pathOf = (flag: string): string => flag.replace(/^file:\/\//, '')

/** Throws what the file system says where the key can't be read. */
export const openTokens = (
  { jwt_secret_key }: Pick<FollowerFlags, 'jwt_secret_key'>,
  now: () => number,
): ExecutorTokens | undefined =>
  jwt_secret_key === undefined ? undefined : createExecutorTokens(readFileSync(pathOf(jwt_secret_key)), now)

/** Who must say in which realm who he is. Executors may use their tokens wherever changes need a credential, too. */
export const openAuthenticator = (flags: FollowerFlags, tokens: ExecutorTokens | undefined): Authenticate => {
  const { readonly, readwrite, executor } = realmsOf('agent')
  const realms = new Set([
    ...(flags.authenticate_http_readonly ? [readonly] : []),
    ...(flags.authenticate_http_readwrite ? [readwrite] : []),
  ])
  const basic = flags.http_credentials === undefined ? anonymous : basicFrom(flags.http_credentials, realms)
  if (tokens === undefined) return basic
  const also = new Set(flags.authenticate_http_readwrite ? [readwrite] : [])
  return bearerAuthenticator(tokens, flags.authenticate_http_executors ? executor : '', also, basic)
}

const basicFrom = (file: string, realms: ReadonlySet<string>): Authenticate => {
  const path = pathOf(file)
  const secrets = new Map(
    parseCredentials(readFileSync(path, 'utf8'), path).map(one => [one.principal, one.secret] as const),
  )
  return basicAuthenticator(realms, principal => secrets.get(principal))
}
