import type { Transition } from './transition.ts'

export const authenticationStarted: Transition<'authentication-started'> = (state, { pid }) => {
  state.authenticated.delete(pid)
  state.authenticating.set(pid, undefined)
  return []
}
