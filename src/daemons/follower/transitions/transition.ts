import type { Effect } from '../effects.ts'
import type { Event, EventOf } from '../events.ts'
import type { FollowerState } from '../state.ts'

/** PURE: may change the state it is handed, nothing else. `now`: ms since the epoch. */
export type Transition<K extends Event['kind']> = (state: FollowerState, event: EventOf<K>, now: number) => Effect[]
