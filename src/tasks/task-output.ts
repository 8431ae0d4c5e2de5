import { setTimeout as pause } from 'node:timers/promises'
import { MantlError } from '../errors.ts'
import type { LeaderOptions } from '../mesos/clients/leader.ts'
import { sandboxPath } from '../mesos/clients/sandbox.ts'
import { type ClusterTask, hasEnded } from './cluster-tasks.ts'
import { followOutput } from './follow-output.ts'

export interface OutputOptions extends LeaderOptions {
  /** Name of a file in the task's sandbox. */
  readonly file: string
  /** Go on until the task ends, or `stop`. */
  readonly follow: boolean
  readonly stop: AbortSignal
}

/** Hands on what a file of the task's sandbox holds. Throws `task.no_sandbox`, `task.no_file`, and what its follower's absence throws. */
export const readOutput = async (
  task: ClusterTask,
  write: (chunk: Uint8Array) => Promise<void> | void,
  options: OutputOptions,
): Promise<void> => {
  if (task.agent === '') {
    throw new MantlError('task.no_sandbox', `the follower that ran ${task.id} is gone, and its files with it`)
  }
  const path = sandboxPath(task.frameworkId, task.executorId, options.file)
  const over = options.follow ? watchEnd(task, options) : () => true
  try {
    await followOutput({ agent: task.agent, path }, write, over, options.login)
  } catch (cause) {
    if (!(cause instanceof MantlError) || cause.code !== 'http.not_found') throw cause
    throw new MantlError('task.no_file', `${task.id} has no file ${options.file}`, {
      hint: 'its sandbox may be removed already; what a task writes stands in stdout and stderr',
      cause,
    })
  }
}

/** Asks every two seconds, for the cluster's sake no more often. */
const watchEnd = (task: ClusterTask, options: OutputOptions): (() => boolean) => {
  let ended = false
  const watch = async () => {
    while (!options.stop.aborted && !(await hasEnded(task, options))) {
      await pause(2000, undefined, { signal: options.stop }).catch(() => undefined)
    }
    ended = true
  }
  void watch()
  return () => ended || options.stop.aborted
}
