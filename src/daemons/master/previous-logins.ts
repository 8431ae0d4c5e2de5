import { readCredentials } from '../../mesos/libprocess/credential-file.ts'
import type { Logger } from '../../runtime/logger.ts'

/** `user:secret` of the logins that --zk's has replaced, out of --zk_previous_credentials. Throws `credentials.…`. */
export const previousLogins = (path: string | undefined, log: Logger): readonly string[] =>
  path === undefined ? [] : readCredentials(path, log).map(({ principal, secret }) => `${principal}:${secret}`)
