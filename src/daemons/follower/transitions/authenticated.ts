import { sendRegistration } from '../registration.ts'
import type { Transition } from './transition.ts'

export const authenticated: Transition<'authenticated'> = (state, { pid }) =>
  state.master?.pid === pid && state.phase === 'disconnected' ? sendRegistration(state) : []
