import type { Clock } from '../../runtime/clock.ts'
import type { Random } from '../../runtime/random.ts'
import { type CramOutcome, type CramServer, type CramStep, serverReceives, startServer } from './cram-md5-server.ts'
import { hmacMd5, sameDigest } from './hmac-md5.ts'

export type AuthenticationOutcome = CramOutcome | { readonly kind: 'timeout' }

export interface Authenticator {
  /** Opens a session with who sent AuthenticateMessage. `done` is called once; a new session displaces its older one. */
  authenticate(clientUpid: string, pid: string, done: (outcome: AuthenticationOutcome, pid: string) => void): void
  /** Takes a message for a session's process; false when `toId` is none of ours. */
  receive(toId: string, fromUpid: string, name: string, value: unknown): boolean
  readonly sessions: number
}

export interface AuthenticatorOptions {
  readonly send: (fromId: string, toUpid: string, name: string, value: object) => void
  /** Drops the connection to a peer and dials again. */
  readonly relink: (upid: string) => void
  readonly secretsOf: (principal: string) => readonly string[]
  readonly clock: Clock
  readonly random: Random
  readonly hostname: string
  /** `--authentication_v0_timeout`. */
  readonly timeoutMs: number
  /** Sessions open at once; those over it are answered with an error. */
  readonly limit?: number
  /** False: no secret is known at all, so that nobody is refused as an impostor. Peers that must authenticate try again. */
  readonly loaded?: boolean
}

interface Session {
  readonly client: string
  readonly pid: string
  readonly finish: (outcome: AuthenticationOutcome) => void
  /** The client was not heard of again. Perhaps it hears nothing, since our connection to it broke without a word: the next attempt goes over a fresh one. */
  readonly giveUp: (outcome: AuthenticationOutcome) => void
  state: CramServer
}

/** The master's side of CRAM-MD5: processes `crammd5-authenticator-session(N)` (facts/libprocess.md 7). */
export const createAuthenticator = (options: AuthenticatorOptions): Authenticator => {
  const { send, relink, secretsOf, clock, random, hostname, timeoutMs, limit = 10_000, loaded = true } = options
  const sessions = new Map<string, Session>()
  const byPid = new Map<string, Session>()
  let count = 0

  const take = (id: string, session: Session, { state, send: messages, outcome }: CramStep<CramServer>) => {
    session.state = state
    for (const { name, value } of messages) send(id, session.client, name, value)
    if (outcome) session.finish(outcome)
  }

  /** `<nonce.time@host>`, the nonce unguessable. */
  const challenge = () => {
    const nonce = BigInt(`0x${random.uuid().replaceAll('-', '')}`)
    return `<${nonce}.${Math.floor(clock.now() / 1000)}@${hostname}>`
  }

  return {
    authenticate: (client, pid, done) => {
      byPid.get(pid)?.giveUp({ kind: 'error', why: 'a newer attempt displaced it' })
      const id = `crammd5-authenticator-session(${++count})`
      const why = !loaded ? 'no credentials are known here' : sessions.size >= limit ? 'too many sessions' : undefined
      if (why !== undefined) {
        send(id, client, 'mesos.internal.AuthenticationErrorMessage', { error: why })
        return done({ kind: 'error', why }, pid)
      }
      const finish = (outcome: AuthenticationOutcome) => {
        cancel()
        if (!sessions.delete(id)) return
        byPid.delete(pid)
        done(outcome, pid)
      }
      const giveUp = (outcome: AuthenticationOutcome) => {
        relink(client)
        finish(outcome)
      }
      const cancel = clock.after(timeoutMs, () => giveUp({ kind: 'timeout' }))
      const started = startServer(challenge())
      const session: Session = { client, pid, finish, giveUp, state: started.state }
      sessions.set(id, session)
      byPid.set(pid, session)
      take(id, session, started)
    },
    receive: (toId, fromUpid, name, value) => {
      const session = sessions.get(toId)
      if (!session) return false
      const check = { secretsOf, hmac: hmacMd5, same: sameDigest }
      if (fromUpid === session.client) take(toId, session, serverReceives(session.state, name, value, check))
      return true
    },
    get sessions() {
      return sessions.size
    },
  }
}
