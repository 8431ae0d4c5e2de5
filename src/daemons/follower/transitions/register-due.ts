import { sendRegistration } from '../registration.ts'
import type { Transition } from './transition.ts'

export const registerDue: Transition<'register-due'> = state => {
  if (state.phase !== 'disconnected' || state.master === undefined) return []
  const { pid } = state.master
  // A leader that came back on the same address is not reached by the connection of before. One that broke without a word looks well.
  const deaf = state.registrationAttempts > 0 && state.registrationAttempts % UNANSWERED === 0
  return [{ kind: 'link', pid }, ...(deaf ? [{ kind: 'relink', pid } as const] : []), ...sendRegistration(state)]
}

/** After so many registrations without an answer each: once more over a fresh connection. */
const UNANSWERED = 4
