import type { CallReconcileTask } from '../../../mesos/messages/scheduler.ts'
import type { Task, TaskStatus } from '../../../mesos/messages/task.ts'
import type { Framework, MasterState } from '../state.ts'
import { masterStatus, stateFor } from './status.ts'

/** What we know of the task; undefined where its agent may yet come and tell (facts/master.md 6.1). */
export const reconcileTask = (
  state: MasterState,
  framework: Framework,
  { task_id, agent_id }: CallReconcileTask,
  now: number,
): TaskStatus | undefined => {
  const taskId = task_id.value
  const task = framework.tasks.get(taskId)
  if (task) return latest(task, now)
  const agentId = agent_id?.value ?? framework.unreachableTasks.get(taskId)?.agent_id.value
  const { registered, recovered, unreachable, gone } = state.agents
  if (agentId === undefined ? recovered.size > 0 : recovered.has(agentId)) return undefined

  const answer = (aware: TaskStatus['state'], message: string, unreachableSince?: number) =>
    masterStatus(
      {
        taskId,
        agentId,
        state: stateFor(framework, aware),
        reason: 'REASON_RECONCILIATION',
        message: `Reconciliation: ${message}`,
        unreachableSince,
      },
      now,
    )
  if (agentId === undefined) return answer('TASK_UNKNOWN', 'Task is unknown')
  if (registered.has(agentId)) return answer('TASK_GONE', 'Task is unknown to the agent')
  const since = unreachable.get(agentId)?.since
  if (since !== undefined) return answer('TASK_UNREACHABLE', 'Task is unreachable', since)
  if (gone.has(agentId)) return answer('TASK_GONE_BY_OPERATOR', 'Task is gone with its agent')
  return answer('TASK_UNKNOWN', 'Task is unknown')
}

/** The state that the framework should have heard last, which may be behind the task's own. */
export const latest = (task: Task, now: number): TaskStatus => {
  const last = task.statuses?.at(-1)
  return {
    ...masterStatus(
      {
        taskId: task.task_id.value,
        agentId: task.agent_id.value,
        executorId: task.executor_id?.value,
        state: task.status_update_state ?? task.state,
        reason: 'REASON_RECONCILIATION',
        message: 'Reconciliation: Latest task state',
      },
      now,
    ),
    ...(last?.healthy !== undefined && { healthy: last.healthy }),
    ...(last?.check_status && { check_status: last.check_status }),
    ...(last?.container_status && { container_status: last.container_status }),
  }
}
