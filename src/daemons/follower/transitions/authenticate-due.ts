import type { Transition } from './transition.ts'

export const authenticateDue: Transition<'authenticate-due'> = state =>
  state.master === undefined ? [] : [{ kind: 'authenticate', pid: state.master.pid }]
