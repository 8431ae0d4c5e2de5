import { goOnEnding } from '../ending.ts'
import type { Transition } from './transition.ts'

export const endDue: Transition<'end-due'> = (state, { reason, deadline }, now) =>
  goOnEnding(state, reason, deadline, now)
