import type { TaskState } from '../../../mesos/messages/task.ts'

const terminal: ReadonlySet<TaskState> = new Set<TaskState>([
  'TASK_FINISHED',
  'TASK_FAILED',
  'TASK_KILLED',
  'TASK_ERROR',
  'TASK_LOST',
  'TASK_DROPPED',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
])

/** The task holds no resources any more. TASK_UNREACHABLE and TASK_UNKNOWN are not terminal: the task may come back. */
export const isTerminal = (state: TaskState): boolean => terminal.has(state)
