import type { Clock } from '../../runtime/clock.ts'
import type { Credential } from '../credentials.ts'
import type { AuthenticationOutcome } from './authenticator.ts'
import { type CramClient, clientReceives, startClient } from './cram-md5-client.ts'
import { hmacMd5 } from './hmac-md5.ts'
import { addressOf } from './upid.ts'

export interface Authenticatee {
  /**
   * Authenticates `pid` with a master. `done` is called once, unless the attempt is given up without a word: by what is returned, or because a
   * new one of the same pid took its place, as it does at the master.
   */
  authenticate(attempt: Attempt, done: (outcome: AuthenticationOutcome) => void): () => void
  /** Takes a message for an attempt's process; false when `toId` is none of ours. */
  receive(toId: string, fromUpid: string, name: string, value: unknown): boolean
}

export interface Attempt {
  readonly master: string
  readonly pid: string
  readonly credential: Credential
  readonly timeoutMs: number
}

export interface AuthenticateeOptions {
  readonly send: (fromId: string, toUpid: string, name: string, value: object) => void
  readonly clock: Clock
}

interface Running extends Attempt {
  readonly finish: (outcome: AuthenticationOutcome) => void
  readonly stop: () => boolean
  state: CramClient
  session?: string
}

/** The client's side of CRAM-MD5: processes `crammd5-authenticatee(N)`. Trying again, and when, is the caller's. */
export const createAuthenticatee = ({ send, clock }: AuthenticateeOptions): Authenticatee => {
  const attempts = new Map<string, Running>()
  let count = 0
  return {
    authenticate: (attempt, done) => {
      for (const other of attempts.values()) if (other.pid === attempt.pid) other.stop()
      const id = `crammd5-authenticatee(${++count})`
      const stop = () => {
        cancel()
        return attempts.delete(id)
      }
      const cancel = clock.after(attempt.timeoutMs, () => finish({ kind: 'timeout' }))
      const finish = (outcome: AuthenticationOutcome) => void (stop() && done(outcome))
      const started = startClient(attempt.pid)
      attempts.set(id, { ...attempt, finish, stop, state: started.state })
      for (const { name, value } of started.send) send(id, attempt.master, name, value)
      return () => void stop()
    },
    receive: (toId, fromUpid, name, value) => {
      const running = attempts.get(toId)
      if (!running) return false
      if (addressOf(fromUpid) !== addressOf(running.master)) return true
      running.session ??= fromUpid // whoever at the master sends the mechanisms
      if (fromUpid !== running.session) return true
      const next = clientReceives(running.state, name, value, running.credential, hmacMd5)
      running.state = next.state
      for (const message of next.send) send(toId, running.session, message.name, message.value)
      if (next.outcome) running.finish(next.outcome)
      return true
    },
  }
}
