import { signal } from '../executors/stop.ts'
import { isTerminal } from '../state.ts'
import { findTask } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** The grace is over. */
export const killDue: Transition<'kill-due'> = (state, { frameworkId, taskId }) => {
  const found = findTask(state, frameworkId, taskId)
  if (found === undefined || isTerminal(found.held.task.state) || found.executor.gone) return []
  return [signal(found.executor, 'SIGKILL')]
}
