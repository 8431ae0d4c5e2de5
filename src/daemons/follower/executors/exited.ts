import type { Effect } from '../effects.ts'
import type { FollowerState } from '../state.ts'

/** No wait(2) status: it never was, or nobody knows how it ended. */
const unknown = -1

/** The leader and the scheduler hear that an executor is no more, or that one which they expect will not be. `status` as wait(2) gives it. */
export const tellExited = (
  state: FollowerState,
  frameworkId: string,
  executorId: string,
  status: number = unknown,
): Effect[] => {
  if (state.master === undefined || state.info.id === undefined || state.phase !== 'running') return []
  const body = {
    agent_id: state.info.id,
    framework_id: { value: frameworkId },
    executor_id: { value: executorId },
    status,
  }
  return [{ kind: 'send', to: state.master.pid, name: 'ExitedExecutorMessage', body }]
}
