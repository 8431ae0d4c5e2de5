import { sendRegistration } from '../registration.ts'
import type { Transition } from './transition.ts'

export const registerDue: Transition<'register-due'> = state => {
  if (state.phase !== 'disconnected' || state.master === undefined) return []
  // A leader that came back on the same address is not reached by the connection of before.
  return [{ kind: 'link', pid: state.master.pid }, ...sendRegistration(state)]
}
