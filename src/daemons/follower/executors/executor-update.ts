import type { TaskStatus } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import type { Effect } from '../effects.ts'
import type { Executor, FollowerState, Framework } from '../state.ts'
import { containerStatus } from '../status-updates/make-status.ts'
import { takeUpdate } from '../tasks.ts'
import { updateContainer } from './command-executor.ts'
import { tell } from './tell.ts'

/** A custom executor's word on one of its tasks. On disk, then under way, then acknowledged to the executor. */
export const takeExecutorUpdate = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  given: TaskStatus,
  now: number,
): Effect[] => {
  const taskId = given.task_id.value
  const acknowledged = { task_id: given.task_id, uuid: given.uuid ?? '' }
  const acknowledge = tell(state, framework, executor, { type: 'ACKNOWLEDGED', acknowledged })
  const held = executor.tasks.get(taskId)
  if (held === undefined || seen(held.task.statuses, given.uuid) || isTerminal(held.task.state)) {
    return [{ kind: 'count', metric: 'slave/invalid_status_updates' }, ...acknowledge]
  }
  const timestamp = given.timestamp ?? now / 1000
  const status: TaskStatus = {
    ...given,
    agent_id: { value: state.info.id?.value ?? '' },
    executor_id: { value: executor.id },
    timestamp,
    source: 'SOURCE_EXECUTOR',
    container_status: { ...containerStatus(state, executor), ...given.container_status },
  }
  const update = {
    framework_id: { value: framework.id },
    executor_id: status.executor_id,
    agent_id: status.agent_id,
    status,
    timestamp,
    ...(given.uuid === undefined ? {} : { uuid: given.uuid }),
  }
  const counted = `slave/${given.state.toLowerCase().replace('task_', 'tasks_')}`
  return [
    { kind: 'count', metric: 'slave/valid_status_updates' },
    ...(/_(finished|failed|killed|lost|gone)$/.test(counted) ? [{ kind: 'count', metric: counted } as const] : []),
    ...takeUpdate(state, framework, executor, held, update),
    ...(isTerminal(given.state) ? [updateContainer(executor)] : []),
    ...acknowledge,
  ]
}

const seen = (statuses: readonly TaskStatus[] | undefined, uuid: string | undefined): boolean =>
  uuid !== undefined && (statuses ?? []).some(status => status.uuid === uuid)
