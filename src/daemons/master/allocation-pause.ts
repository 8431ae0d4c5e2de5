import { forAll } from './allocation.ts'
import type { Effect } from './effects.ts'
import type { MasterState } from './state.ts'

/**
 * After a failover with quota, offers wait until most agents are back (--allocator_agent_recovery_factor), or some time passed: with few
 * of them in view, guarantees would take all there is, and what others have would look like too much.
 */
export const pauseForRecovery = (state: MasterState): Effect[] => {
  const { allocatorAgentRecoveryFactor: part, allocatorRecoveryTimeout: after } = state.settings
  const awaited = Math.floor(state.agents.recovered.size * part)
  if (state.quotas.size === 0 || awaited === 0) return []
  state.allocation.awaited = awaited
  return [{ kind: 'timer', id: TIMER, after, next: { kind: 'allocator-recovery-timeout' } }]
}

/** To be asked whenever an agent has registered. */
export const resumeWhenRecovered = (state: MasterState): Effect[] => {
  const { awaited } = state.allocation
  if (awaited === undefined || state.agents.registered.size < awaited) return []
  return [{ kind: 'cancel-timer', id: TIMER }, ...resumeAllocation(state)]
}

export const resumeAllocation = (state: MasterState): Effect[] => {
  if (state.allocation.awaited === undefined) return []
  state.allocation.awaited = undefined
  return forAll(state)
}

const TIMER = 'allocator recovery'
