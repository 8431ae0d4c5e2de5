import { expect, it } from 'vitest'
import type { TaskStatus } from '../../src/mesos/messages/task.ts'
import { exitCodeOf } from '../../src/tasks/exit-code.ts'

/** Messages as Mesos words them: strsignal's names. */
it.each([
  ['TASK_FINISHED', 'Command exited with status 0', 0],
  ['TASK_FAILED', 'Command exited with status 3', 3],
  ['TASK_FAILED', 'Command exited with status 255', 255],
  ['TASK_FAILED', 'Command terminated with signal Killed', 137],
  ['TASK_FAILED', 'Command terminated with signal Segmentation fault', 139],
  ['TASK_FAILED', 'Command terminated with signal Aborted', 134],
  ['TASK_KILLED', 'Command terminated with signal Terminated', 143],
  ['TASK_FAILED', 'Command terminated with signal Aborted (core dumped)', 134],
  ['TASK_FAILED', 'Command terminated with signal unknown words', 137],
  ['TASK_FAILED', 'Command terminated with signal User defined signal 1', 138],
  ['TASK_FAILED', 'Command terminated with signal Floating point exception', 136],
  ['TASK_KILLED', undefined, 143],
  ['TASK_FAILED', 'Memory limit exceeded: Requested: 32MB', 1],
  ['TASK_LOST', undefined, 1],
  ['TASK_ERROR', 'Task uses more resources than available', 1],
])('%s (%s) ends mantl run with %i', (state, message, code) => {
  expect(exitCodeOf({ task_id: { value: 't' }, state, ...(message && { message }) } as TaskStatus)).toBe(code)
})
