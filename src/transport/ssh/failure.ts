import { MantlError } from '../../errors.ts'
import type { Authentication } from './authentication.ts'
import { encryptedKey } from './authentication.ts'
import type { Login } from './config.ts'

/** What ssh2 and the socket call an error: `level` where in the protocol, `code` of the system. */
export type RawError = Error & { readonly level?: string; readonly code?: string | number }

/** PURE. `place`: the host as the user knows it, with its address and the way there. */
export const connectFailure = (
  place: string,
  login: Login,
  auth: Authentication | undefined,
  error: RawError,
): MantlError => {
  if (error instanceof MantlError) return error
  if (error.level === 'client-authentication') return rejected(place, login, auth)
  const known = byCode[String(error.code)]
  if (known) return known(place, error)
  if (error.level === 'client-timeout') return timedOut(place, error)
  if (error.level === 'handshake' || error.level === 'protocol')
    return new MantlError('ssh.handshake_failed', `${place} and mantl agree on no ssh protocol: ${error.message}`, {
      cause: error,
    })
  return connectionLost(place, error)
}

export const connectionLost = (place: string, cause?: Error): MantlError =>
  new MantlError(
    'ssh.connection_lost',
    `the connection to ${place} was lost${cause?.message ? `: ${cause.message}` : ''}`,
    {
      retryable: true,
      hint: 'run the same command again; it goes on where this one stopped',
      cause,
    },
  )

export const timedOut = (place: string, cause?: Error): MantlError =>
  new MantlError('ssh.timed_out', `${place} does not answer`, {
    retryable: true,
    hint: 'is the address right, the host up, and no firewall in between?',
    cause,
  })

const refused = (place: string, cause: Error): MantlError =>
  new MantlError('ssh.refused', `${place} refuses the connection`, {
    retryable: true,
    hint: 'is sshd running there, and is the port right (ansible_port)?',
    cause,
  })

const unreachable = (place: string, cause: Error): MantlError =>
  new MantlError('ssh.unreachable', `there is no route to ${place}`, {
    retryable: true,
    hint: 'check the network and the address',
    cause,
  })

const unresolved =
  (retryable: boolean) =>
  (place: string, cause: Error): MantlError =>
    new MantlError('ssh.unresolved', `the name of ${place} has no address`, {
      retryable,
      hint: 'correct ansible_host, or give the name an address in DNS, /etc/hosts or ~/.ssh/config',
      cause,
    })

const byCode: Record<string, (place: string, cause: Error) => MantlError> = {
  ECONNREFUSED: refused,
  ETIMEDOUT: timedOut,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EHOSTDOWN: unreachable,
  ENOTFOUND: unresolved(false),
  EAI_AGAIN: unresolved(true),
}

const rejected = (place: string, login: Login, auth?: Authentication): MantlError => {
  if (auth && auth.unusable.length > 0 && auth.tried.length === 0) return encryptedKey(auth.unusable)
  const tried = auth && auth.tried.length > 0 ? auth.tried.join(', ') : 'there was no key to try'
  return new MantlError('ssh.key_rejected', `${place} does not let ${login.user} in (${tried})`, {
    hint: `add your public key to ~${login.user}/.ssh/authorized_keys there, or set ansible_user and ansible_ssh_private_key_file`,
  })
}
