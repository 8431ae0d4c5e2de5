import { nextDeparture } from '../agents/departures.ts'
import type { Transition } from './transition.ts'

/** --agent_removal_rate_limit lets the next agent be marked unreachable. */
export const departureDue: Transition<'departure-due'> = (state, _, now) => nextDeparture(state, now)
