import type { MasterState } from '../state.ts'
import { trim } from '../tasks/remove.ts'
import type { Departure } from './leave.ts'

/** Taken out for good, other than by marking it gone: even partition-aware frameworks hear TASK_LOST. */
export const removed = (why: string): Departure => ({
  message: `Agent removed: ${why}`,
  fate: () => ({ state: 'TASK_LOST', reason: 'REASON_AGENT_REMOVED' }),
})

const REMEMBERED = 100_000 // as many as Mesos

export const rememberRemoved = ({ agents }: MasterState, agentId: string, now: number): void => {
  agents.removed.set(agentId, now)
  trim(agents.removed, REMEMBERED)
}
