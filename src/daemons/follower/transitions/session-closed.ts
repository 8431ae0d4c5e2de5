import { destroyHeld } from '../containers/life.ts'
import type { Transition } from './transition.ts'

/** Nobody hears the session any more: it ends with the connection that asked for it. */
export const sessionClosed: Transition<'session-closed'> = (state, { containerId }) => {
  const held = state.containers.get(containerId)
  return held === undefined || held.kind !== 'debug' || held.phase === 'ended' || held.phase === 'destroying'
    ? []
    : [destroyHeld(held)]
}
