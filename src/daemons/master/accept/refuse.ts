import type { OfferOperation, OperationState } from '../../../mesos/messages/offer.ts'
import type { TaskInfo, TaskState, TaskStatusReason } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import { notify, notifyStatus } from '../frameworks/notify.ts'
import { warning } from '../log.ts'
import { countOperation } from '../operations/count.ts'
import type { Framework } from '../state.ts'
import { masterStatus, stateFor } from '../tasks/status.ts'
import type { Problem } from './offers-problem.ts'

/** None of the operations can even be tried. */
export const refuseAll = (
  framework: Framework,
  operations: readonly OfferOperation[],
  { reason, message }: Problem,
  now: number,
): Effect[] =>
  operations.flatMap(operation => {
    const tasks = tasksOf(operation)
    const state = stateFor(framework, 'TASK_DROPPED')
    return tasks.length > 0
      ? tasks.flatMap(task => refuseTask(framework, task, { state, reason, message }, now))
      : refuseOperation(framework, operation, 'OPERATION_ERROR', message)
  })

export const tasksOf = ({ launch, launch_group }: OfferOperation): readonly TaskInfo[] =>
  launch?.task_infos ?? launch_group?.task_group.tasks ?? []

interface TaskRefusal {
  readonly state: TaskState
  readonly reason: TaskStatusReason
  readonly message: string
}

/** The task never was: its framework hears so, nothing is remembered. */
export const refuseTask = (framework: Framework, task: TaskInfo, refusal: TaskRefusal, now: number): Effect[] => {
  const status = masterStatus({ taskId: task.task_id.value, agentId: task.agent_id.value, ...refusal }, now)
  const name = refusal.state.toLowerCase().replace('task_', '')
  const reason = refusal.reason.toLowerCase().replace('agent', 'slave')
  return [
    { kind: 'count', metric: `master/tasks_${name}`, frameworkId: framework.id },
    { kind: 'count', metric: `master/task_${name}/source_master/${reason}` },
    ...notifyStatus(framework, status),
  ]
}

/** Heard of only when the operation has an id; else it is dropped, as in Mesos. */
export const refuseOperation = (
  framework: Framework,
  operation: OfferOperation,
  state: OperationState,
  message: string,
): Effect[] => [
  warning('an operation is refused', {
    framework: framework.id,
    type: operation.type,
    operation: operation.id?.value,
    why: message,
  }),
  ...countOperation(operation, state),
  ...(operation.id
    ? notify(framework, {
        type: 'UPDATE_OPERATION_STATUS',
        update_operation_status: { status: { operation_id: operation.id, state, message } },
      })
    : []),
]
