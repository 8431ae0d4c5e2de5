import type { Effect } from '../effects.ts'
import type { OldStyleEvent } from '../events.ts'
import { limited } from '../frameworks/limit.ts'
import { countMessage } from '../frameworks/principal-counters.ts'
import type { MasterState } from '../state.ts'
import { deactivateFramework } from './deactivate-framework.ts'
import { linkExited } from './link-exited.ts'
import { registerFramework } from './register-framework.ts'
import { reregisterFramework } from './reregister-framework.ts'
import { schedulerCall } from './scheduler-call.ts'
import type { Transition } from './transition.ts'

/** What old-style frameworks say, and the end of their connection, when it is its turn. */
const atOnce = {
  'register-framework': registerFramework,
  'reregister-framework': reregisterFramework,
  'deactivate-framework': deactivateFramework,
  'scheduler-call': schedulerCall,
  'link-exited': linkExited,
}

/** Its framework's principal, for the counters of messages that are received and processed. */
const counted = (state: MasterState, event: OldStyleEvent, what: 'received' | 'processed'): Effect[] => {
  if (event.kind === 'link-exited') return []
  const framework = state.frameworks.get(state.schedulerPids.get(event.from) ?? '')
  return countMessage(framework?.info.principal, what)
}

export const carryOut = (state: MasterState, event: OldStyleEvent, now: number): Effect[] => [
  ...counted(state, event, 'processed'),
  ...(atOnce[event.kind] as Transition<any>)(state, event as any, now),
]

const inTurn = (state: MasterState, event: OldStyleEvent, now: number): Effect[] => [
  ...counted(state, event, 'received'),
  ...(limited(state, event, now) ?? carryOut(state, event, now)),
]

export const oldStyle: { readonly [K in OldStyleEvent['kind']]: Transition<K> } = {
  'register-framework': inTurn,
  'reregister-framework': inTurn,
  'deactivate-framework': inTurn,
  'scheduler-call': inTurn,
  'link-exited': inTurn,
}
