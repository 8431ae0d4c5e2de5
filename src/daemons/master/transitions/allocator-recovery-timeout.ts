import { resumeAllocation } from '../allocation-pause.ts'
import { info } from '../log.ts'
import type { Transition } from './transition.ts'

/** Agents that are away for so long are not waited for any more. */
export const allocatorRecoveryTimeout: Transition<'allocator-recovery-timeout'> = state => {
  const { awaited } = state.allocation
  if (awaited === undefined) return []
  const { size } = state.agents.registered
  return [info('offers begin before all agents are back', { awaited, registered: size }), ...resumeAllocation(state)]
}
