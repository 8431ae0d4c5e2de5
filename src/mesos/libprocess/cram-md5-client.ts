import type { Credential } from '../credentials.ts'
import { type CramMessage, type CramOutcome, type CramStep, MECHANISM } from './cram-md5-server.ts'

/** PURE. The side that authenticates itself: an agent before it registers. */
export interface CramClient {
  readonly phase: 'asked' | 'started' | 'stepped' | 'done'
}

/** `pid`: the address on whose behalf it is done, the agent's own. */
export const startClient = (pid: string): { readonly state: CramClient; readonly send: readonly AskMessage[] } => ({
  state: { phase: 'asked' },
  send: [{ name: 'mesos.internal.AuthenticateMessage', value: { pid } }],
})

interface AskMessage {
  readonly name: 'mesos.internal.AuthenticateMessage'
  readonly value: { readonly pid: string }
}

/** Answers go to the sender of the mechanisms: the session. */
export const clientReceives = (
  state: CramClient,
  name: string,
  value: any,
  { principal, secret }: Credential,
  hmac: (secret: string, challenge: string) => string,
): CramStep<CramClient> => {
  if (state.phase === 'done') return { state, send: [] }
  if (name === 'mesos.internal.AuthenticationErrorMessage')
    return done({ kind: 'error', why: value.error ?? 'unknown error' })
  if (name === 'mesos.internal.AuthenticationFailedMessage') return done({ kind: 'refused', principal })
  if (name === 'mesos.internal.AuthenticationMechanismsMessage' && state.phase === 'asked') return begin(value)
  if (name === 'mesos.internal.AuthenticationStepMessage' && state.phase === 'started') {
    const challenge = Buffer.from(value.data, 'base64').toString('latin1')
    return next('stepped', step(Buffer.from(`${principal} ${hmac(secret, challenge)}`).toString('base64')))
  }
  if (name === 'mesos.internal.AuthenticationCompletedMessage' && state.phase === 'stepped') {
    return done({ kind: 'authenticated', principal })
  }
  return done({ kind: 'error', why: `unexpected ${name} while ${state.phase}` })
}

const begin = ({ mechanisms = [] }: { mechanisms?: readonly string[] }): CramStep<CramClient> =>
  mechanisms.includes(MECHANISM)
    ? next('started', { name: 'mesos.internal.AuthenticationStartMessage', value: { mechanism: MECHANISM, data: '' } })
    : done({ kind: 'error', why: `the master offers ${mechanisms.join(', ') || 'no mechanism'}, not ${MECHANISM}` })

const step = (data: string): CramMessage => ({ name: 'mesos.internal.AuthenticationStepMessage', value: { data } })

const next = (phase: CramClient['phase'], message: CramMessage): CramStep<CramClient> => ({
  state: { phase },
  send: [message],
})

const done = (outcome: CramOutcome): CramStep<CramClient> => ({ state: { phase: 'done' }, send: [], outcome })
