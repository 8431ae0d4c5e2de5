import type { Effect } from '../effects.ts'
import { beginEnd } from '../ending.ts'
import type { Transition } from './transition.ts'

/** An operator's wish (SIGUSR1, --recover=cleanup): the leader need not wait for us, all tasks end, and so do we. */
export const unregister: Transition<'unregister'> = (state, { reason }, now) => {
  if (state.phase === 'terminating') return []
  const { master, info } = state
  const told: Effect[] =
    master !== undefined && info.id !== undefined
      ? [{ kind: 'send', to: master.pid, name: 'UnregisterSlaveMessage', body: { agent_id: info.id } }]
      : []
  return [...told, ...beginEnd(state, reason, now)]
}
