import type { Framework } from '../state.ts'
import type { Departure } from './leave.ts'

/** What the tasks of an agent become when an operator says that it is gone. */
export const goneFate = (framework: Framework | undefined): ReturnType<Departure['fate']> =>
  framework?.capabilities.has('PARTITION_AWARE')
    ? { state: 'TASK_GONE_BY_OPERATOR', reason: 'REASON_AGENT_REMOVED_BY_OPERATOR' }
    : { state: 'TASK_LOST', reason: 'REASON_AGENT_REMOVED' }
