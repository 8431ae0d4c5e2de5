import type { TaskState, TaskStatus } from '../../mesos/messages/task.ts'
import { callFor } from './calls.ts'
import type { KnownTask, SchedulerOutput, SchedulerState } from './state.ts'

const ENDED_WELL: ReadonlySet<TaskState> = new Set<TaskState>(['TASK_FINISHED', 'TASK_KILLED'])
const ENDED: ReadonlySet<TaskState> = new Set<TaskState>([
  ...ENDED_WELL,
  'TASK_FAILED',
  'TASK_ERROR',
  'TASK_LOST',
  'TASK_DROPPED',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
  'TASK_UNKNOWN',
])

/** First it writes it down, then it acknowledges. A task that it had given up and that lives is killed. */
export const takeStatus = (state: SchedulerState, status: TaskStatus, now: number): SchedulerOutput[] => {
  const task = state.tasks.get(status.task_id.value)
  const acknowledge = acknowledged(state, status)
  if (task === undefined) return acknowledge
  task.heardAt = now
  if (status.uuid !== undefined && task.seen.has(status.uuid)) return acknowledge
  if (status.uuid !== undefined) task.seen.add(status.uuid)
  if (task.over) return [...acknowledge, ...(ENDED.has(status.state) ? [] : kill(state, task, now))]
  task.state = status.state
  if (status.state === 'TASK_UNREACHABLE') task.unreachableSince ??= now
  else task.unreachableSince = undefined
  if (ENDED.has(status.state)) {
    task.over = true
    if (ENDED_WELL.has(status.state)) state.succeeded += 1
  }
  return acknowledge
}

const acknowledged = (state: SchedulerState, { uuid, agent_id, task_id }: TaskStatus): SchedulerOutput[] =>
  uuid === undefined || agent_id === undefined
    ? []
    : [callFor(state, { type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } })]

export const kill = (state: SchedulerState, task: KnownTask, now: number): SchedulerOutput[] => {
  task.killing = true
  task.killedAt = now
  const kill = { task_id: { value: task.id }, agent_id: { value: task.agentId } }
  return [callFor(state, { type: 'KILL', kill })]
}
