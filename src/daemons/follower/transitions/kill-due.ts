import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { signal } from '../executors/kill-own-task.ts'
import { containerOfTask, findTask } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** The grace is over. */
export const killDue: Transition<'kill-due'> = (state, { frameworkId, taskId }) => {
  const found = findTask(state, frameworkId, taskId)
  if (found === undefined || isTerminal(found.held.task.state) || found.executor.gone) return []
  const container = containerOfTask(state, found.executor, found.held)
  return container === undefined ? [] : [signal(container, 'SIGKILL')]
}
