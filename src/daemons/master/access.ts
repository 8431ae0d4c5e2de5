import { basicAuthenticator, realmsOf } from '../../http/authentication.ts'
import { permissive } from '../../http/authorization.ts'
import type { Authenticate, Authorize } from '../../http/types.ts'
import { secretsByPrincipal } from '../../mesos/credentials.ts'
import { readCredentials } from '../../mesos/libprocess/credential-file.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { MasterFlags } from './settings.ts'

export interface Access {
  /** Any of them is right; none for an unknown principal. */
  readonly secretsOf: (principal: string) => readonly string[]
  readonly authenticate: Authenticate
  /**
   * Every call of an operator asks this, with Mesos' action and object, and so does every view for each thing that it shows. Nobody is
   * refused anything yet: there are no ACLs.
   */
  readonly authorize: Authorize
}

/** Who may call, out of --credentials and --authenticate_http_…, and what. Throws `credentials.…`. */
export const createAccess = (flags: MasterFlags, log: Logger): Access => {
  const secrets = secretsByPrincipal(flags.credentials === undefined ? [] : readCredentials(flags.credentials, log))
  const secretsOf = (principal: string) => secrets.get(principal) ?? []
  const realms = realmsOf('master')
  const asking = [
    flags.authenticate_http_readonly && realms.readonly,
    flags.authenticate_http_readwrite && realms.readwrite,
    flags.authenticate_http_frameworks && realms.scheduler,
  ].filter(realm => realm !== false)
  return { secretsOf, authenticate: basicAuthenticator(new Set(asking), secretsOf), authorize: permissive }
}
