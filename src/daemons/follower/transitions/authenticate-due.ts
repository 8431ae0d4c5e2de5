import { authenticate } from '../authentication.ts'
import type { Transition } from './transition.ts'

export const authenticateDue: Transition<'authenticate-due'> = state =>
  state.phase === 'disconnected' ? authenticate(state) : []
