import { exitCode } from '../exit-code.ts'
import { error } from '../log.ts'
import type { Transition } from './transition.ts'

/** What is not durable can't be acknowledged; a fresh start reads what really stands there. */
export const registryFailed: Transition<'registry-failed'> = (_, { code, message }) => [
  error('the registry failed', { code, why: message }),
  {
    kind: 'exit',
    code: code === 'registry.fenced' ? exitCode.leadershipLost : exitCode.registry,
    reason: `the registry failed: ${message}`,
  },
]
