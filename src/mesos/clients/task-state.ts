import type { TaskState } from '../messages/task.ts'

const terminal: ReadonlySet<string> = new Set<TaskState>([
  'TASK_FINISHED',
  'TASK_FAILED',
  'TASK_KILLED',
  'TASK_ERROR',
  'TASK_LOST',
  'TASK_DROPPED',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
])

/** The task is over, and no other state follows. */
export const isTerminal = (state: string): boolean => terminal.has(state)
