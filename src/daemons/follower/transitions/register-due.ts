import { authenticate } from '../authentication.ts'
import { isUnheard, reach, sendRegistration } from '../registration.ts'
import type { Transition } from './transition.ts'

/** A leader forgets who we are when our connection ends, and answers nothing to those it does not know. */
export const registerDue: Transition<'register-due'> = state => {
  if (state.phase !== 'disconnected' || state.master === undefined) return []
  if (state.settings.authenticates && isUnheard(state)) return authenticate(state)
  return [...reach(state, state.master.pid), ...sendRegistration(state)]
}
