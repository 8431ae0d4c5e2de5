import type { DrainConfig } from '../../../mesos/messages/agent-info.ts'
import type { TaskStatus } from '../../../mesos/messages/task.ts'
import { type Framework, hasCapability } from '../state.ts'

/**
 * What a drain kills says that it did; of an agent that will not come back it is gone, where the framework has that word
 * (containerizer.md 16). Tasks that end otherwise meanwhile say how.
 */
export const whileDraining = (
  config: DrainConfig | undefined,
  { info }: Pick<Framework, 'info'>,
  status: TaskStatus,
): TaskStatus => {
  if (config === undefined || (status.state !== 'TASK_KILLING' && status.state !== 'TASK_KILLED')) return status
  const gone = config.mark_gone === true && status.state === 'TASK_KILLED' && hasCapability(info, 'PARTITION_AWARE')
  return { ...status, ...(gone && { state: 'TASK_GONE_BY_OPERATOR' }), reason: 'REASON_AGENT_DRAINING' }
}
