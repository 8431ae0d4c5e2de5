import { connect as connectSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type AnyAuthMethod, Client } from 'ssh2'
import type { MantlError } from '../../errors.ts'
import { askLess } from './ask-less.ts'
import { authentication } from './authentication.ts'
import type { Login } from './config.ts'
import { connectFailure, type RawError, timedOut } from './failure.ts'
import { hostKeyCheck } from './host-keys.ts'

export interface Patience {
  /** For the whole way from the first SYN to the accepted login. */
  readonly connectMs: number
  /** A host that says nothing for so long is lost. */
  readonly silenceMs: number
}

/** Logs in. `way`: a stream through a jump host instead of a socket of our own. Throws MantlError ssh.*. */
export const login = async (
  place: string,
  to: Login,
  acceptNew: boolean,
  patience: Patience,
  way?: Duplex,
): Promise<Client> => {
  const auth = authentication(to)
  const hostKeys = hostKeyCheck(place, to, acceptNew)
  const client = new Client()
  // The agent's failure is one attempt less, not the end (node-ssh takes it for the end: hence ssh2's own client).
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let refusal: MantlError | undefined
  const fail = (error: RawError): void => reject(refusal ?? connectFailure(place, to, auth, error))
  client.on('error', (error: RawError) => error.level !== 'agent' && fail(error))
  client.once('close', () => fail(new Error('closed before the login')))
  client.once('ready', resolve)
  const socket = way ?? openSocket(to, fail)
  const timer = setTimeout(() => reject(timedOut(place)), patience.connectMs)
  try {
    client.connect({
      sock: socket as never,
      username: to.user,
      authHandler: auth.attempts as unknown as AnyAuthMethod[],
      hostVerifier: (key: Buffer) => (refusal = hostKeys.check(key)) === undefined,
      algorithms: { ...fast, serverHostKey: hostKeys.algorithms as never },
      keepaliveInterval: Math.ceil(patience.silenceMs / 4), // lost when three in a row have no answer
      keepaliveCountMax: 3,
      readyTimeout: 0,
    })
    askLess(client)
    await promise
    return client
  } catch (error) {
    client.destroy()
    socket.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** Nagle would hold each small packet back for 40 ms; ssh2 leaves it on. */
const openSocket = (to: Login, fail: (error: RawError) => void): Duplex => {
  const socket = connectSocket({ host: to.address, port: to.port, noDelay: true, autoSelectFamily: true })
  socket.on('error', fail)
  return socket
}

/** The cheapest that servers know first (curve25519 costs a third of the post-quantum default); no compression. */
const fast = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  compress: ['none'],
} as never as Record<string, never>
