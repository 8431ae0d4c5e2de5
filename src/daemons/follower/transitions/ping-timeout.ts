import { beginRegistration, expectPing } from '../registration.ts'
import type { Transition } from './transition.ts'

/** Silence: the connection may be dead without a word. A fresh one, and a fresh registration. */
export const pingTimeout: Transition<'ping-timeout'> = state => {
  if (state.master === undefined || state.phase === 'terminating' || state.phase === 'recovering') return []
  state.phase = 'disconnected'
  const { pid } = state.master
  return [
    { kind: 'log', level: 'warning', message: `no ping from the leader ${pid} for ${state.pingTimeout / 1000} s` },
    { kind: 'relink', pid },
    expectPing(state),
    ...beginRegistration(state),
  ]
}
