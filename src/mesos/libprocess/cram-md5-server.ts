/**
 * PURE. One session of the authenticator: it offers CRAM-MD5, sends a challenge, checks the answer. Every message but the
 * one that is due ends it with an error.
 */
export interface CramServer {
  readonly phase: 'offered' | 'challenged' | 'done'
  readonly challenge: string
}

export interface CramCheck {
  /** None for an unknown principal; any of several is right. */
  readonly secretsOf: (principal: string) => readonly string[]
  readonly hmac: (secret: string, challenge: string) => string
  /** Compares in constant time. */
  readonly same: (a: string, b: string) => boolean
}

export type CramOutcome =
  | { readonly kind: 'authenticated'; readonly principal: string }
  | { readonly kind: 'refused'; readonly principal?: string }
  | { readonly kind: 'error'; readonly why: string }

export interface CramStep<State> {
  readonly state: State
  readonly send: readonly CramMessage[]
  readonly outcome?: CramOutcome
}

export interface CramMessage {
  readonly name: `mesos.internal.Authentication${string}`
  readonly value: object
}

export const MECHANISM = 'CRAM-MD5'

/** `challenge`: `<nonce.time@host>`, never the same twice. */
export const startServer = (challenge: string): CramStep<CramServer> => ({
  state: { phase: 'offered', challenge },
  send: [{ name: 'mesos.internal.AuthenticationMechanismsMessage', value: { mechanisms: [MECHANISM] } }],
})

export const serverReceives = (state: CramServer, name: string, value: any, check: CramCheck): CramStep<CramServer> => {
  if (state.phase === 'done') return { state, send: [] }
  if (state.phase === 'offered' && name === 'mesos.internal.AuthenticationStartMessage') return challenge(state, value)
  if (state.phase === 'challenged' && name === 'mesos.internal.AuthenticationStepMessage') {
    return verify(state, fromBase64(value.data), check)
  }
  return failed(state, `unexpected ${name} while ${state.phase}`)
}

const challenge = (state: CramServer, { mechanism }: { mechanism: string }): CramStep<CramServer> => {
  if (mechanism !== MECHANISM) return failed(state, `mechanism '${mechanism}' was not offered`)
  const data = Buffer.from(state.challenge, 'latin1').toString('base64')
  return {
    state: { ...state, phase: 'challenged' },
    send: [{ name: 'mesos.internal.AuthenticationStepMessage', value: { data } }],
  }
}

/** The answer is `principal SP digest`; a principal may hold spaces. */
const verify = (state: CramServer, answer: string, check: CramCheck): CramStep<CramServer> => {
  const space = answer.lastIndexOf(' ')
  if (space <= 0) return refused(state, undefined)
  const principal = answer.slice(0, space)
  const secrets = check.secretsOf(principal)
  const digest = answer.slice(space + 1).toLowerCase()
  const matches = (secret: string) => check.same(digest, check.hmac(secret, state.challenge))
  // Also worked out for unknown ones: the time tells nobody who is known.
  const right = secrets.length === 0 ? matches('') && false : secrets.map(matches).includes(true)
  if (!right) return refused(state, principal)
  return {
    state: { ...state, phase: 'done' },
    send: [{ name: 'mesos.internal.AuthenticationCompletedMessage', value: {} }],
    outcome: { kind: 'authenticated', principal },
  }
}

const refused = (state: CramServer, principal: string | undefined): CramStep<CramServer> => ({
  state: { ...state, phase: 'done' },
  send: [{ name: 'mesos.internal.AuthenticationFailedMessage', value: {} }],
  outcome: { kind: 'refused', principal },
})

const failed = (state: CramServer, why: string): CramStep<CramServer> => ({
  state: { ...state, phase: 'done' },
  send: [{ name: 'mesos.internal.AuthenticationErrorMessage', value: { error: why } }],
  outcome: { kind: 'error', why },
})

const fromBase64 = (data: string) => Buffer.from(data, 'base64').toString('utf8')
