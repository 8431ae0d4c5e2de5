import { exitCode } from '../exit-code.ts'
import { error } from '../log.ts'
import type { Transition } from './transition.ts'

/** Another master may lead by now: nothing of what we know may be acted upon any more. */
export const leadershipLost: Transition<'leadership-lost'> = (_, { reason }) => [
  error('leadership is lost', { reason }),
  { kind: 'exit', code: exitCode.leadershipLost, reason: `leadership is lost: ${reason}` },
]
