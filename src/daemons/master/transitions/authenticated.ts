import { info } from '../log.ts'
import type { Transition } from './transition.ts'

export const authenticated: Transition<'authenticated'> = (state, { pid, principal }) => {
  state.authenticated.set(pid, principal)
  return [info('a peer authenticated', { pid, principal })]
}
