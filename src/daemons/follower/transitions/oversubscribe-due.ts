import { equal } from '../../../mesos/resources/index.ts'
import { estimate } from '../oversubscription/estimate.ts'
import { sendAgentUpdate } from '../registration.ts'
import type { Transition } from './transition.ts'

/** The leader hears of it where it has changed. */
export const oversubscribeDue: Transition<'oversubscribe-due'> = state => {
  const { oversubscription } = state.settings
  if (oversubscription === undefined) return []
  const now = estimate(state, oversubscription.resources)
  const changed = state.oversubscribed === undefined || !equal(state.oversubscribed, now)
  state.oversubscribed = now
  return [
    ...(changed && state.phase === 'running' ? sendAgentUpdate(state) : []),
    { kind: 'timer', id: 'oversubscribe', after: oversubscription.interval, then: { kind: 'oversubscribe-due' } },
  ]
}
