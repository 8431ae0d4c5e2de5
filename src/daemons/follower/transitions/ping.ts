import { beginRegistration, expectPing } from '../registration.ts'
import type { Transition } from './transition.ts'

/** Whoever pings gets a pong. A leader that says we are not connected has lost us: we come back at once. */
export const ping: Transition<'ping'> = (state, { from, message }) => {
  const pong = { kind: 'send', to: from, name: 'PongSlaveMessage', body: {} } as const
  if (state.phase === 'terminating' || state.phase === 'recovering') return [pong]
  if (message.connected || state.phase !== 'running') return [pong, expectPing(state)]
  state.phase = 'disconnected'
  return [
    pong,
    expectPing(state),
    { kind: 'log', level: 'warning', message: 'the leader counts us as disconnected, registering again' },
    ...beginRegistration(state),
  ]
}
