import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { killOwnTask } from '../executors/kill-own-task.ts'
import { findTask } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** It has had its time: no grace on top. A kill that is under way goes on as it is. */
export const maxCompletionDue: Transition<'max-completion-due'> = (state, { frameworkId, taskId }, now) => {
  const found = findTask(state, frameworkId, taskId)
  if (found === undefined || isTerminal(found.held.task.state) || found.held.killing !== undefined) return []
  return killOwnTask(state, found.framework, found.executor, found.held, 'max-completion-time', 0, now)
}
