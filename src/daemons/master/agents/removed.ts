import type { Departure } from './leave.ts'

/** Taken out for good, other than by marking it gone: even partition-aware frameworks hear TASK_LOST. */
export const removed = (why: string): Departure => ({
  message: `Agent removed: ${why}`,
  fate: () => ({ state: 'TASK_LOST', reason: 'REASON_AGENT_REMOVED' }),
})
