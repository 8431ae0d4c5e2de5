import { basicAuthenticator, realmsOf } from '../../http/authentication.ts'
import type { Authenticate } from '../../http/types.ts'
import { secretsByPrincipal } from '../../mesos/credentials.ts'
import { readCredentials } from '../../mesos/libprocess/credential-file.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { MasterFlags } from './settings.ts'

export interface Access {
  /** Any of them is right; none for an unknown principal. */
  readonly secretsOf: (principal: string) => readonly string[]
  readonly authenticate: Authenticate
}

/** Who may call, out of --credentials and --authenticate_http_…. Throws `credentials.…`. */
export const createAccess = (flags: MasterFlags, log: Logger): Access => {
  const secrets = secretsByPrincipal(flags.credentials === undefined ? [] : readCredentials(flags.credentials, log))
  const secretsOf = (principal: string) => secrets.get(principal) ?? []
  const realms = realmsOf('master')
  const asking = [
    flags.authenticate_http_readonly && realms.readonly,
    flags.authenticate_http_readwrite && realms.readwrite,
    flags.authenticate_http_frameworks && realms.scheduler,
  ].filter(realm => realm !== false)
  return { secretsOf, authenticate: basicAuthenticator(new Set(asking), secretsOf) }
}
