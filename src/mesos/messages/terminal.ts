import type { TaskState } from './task.ts'

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

/** The task is over and holds nothing any more. TASK_UNREACHABLE and TASK_UNKNOWN are not terminal: such a task may come back. */
export const isTerminal = (state: string): boolean => terminal.has(state)
