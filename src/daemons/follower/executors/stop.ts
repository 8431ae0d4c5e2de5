import type { Effect } from '../effects.ts'
import type { Executor, FollowerState, Framework } from '../state.ts'
import { graceOf, killOwnTask, signal } from './kill-own-task.ts'
import { stopPod } from './pod/stop-pod.ts'
import { hears, tell } from './tell.ts'

const nanosPerMilli = 1e6

/** Ends whatever the executor runs: its own wish is asked first, then nobody's. */
export const stopExecutor = (state: FollowerState, framework: Framework, executor: Executor, now: number): Effect[] => {
  if (executor.state === 'terminating' || executor.gone) return []
  if (executor.kind === 'command') {
    return [...executor.tasks.values()].flatMap(held =>
      killOwnTask(state, framework, executor, held, 'asked', graceOf([held.task.kill_policy]), now),
    )
  }
  executor.state = 'terminating'
  const grace = executor.info.shutdown_grace_period
  const after = grace === undefined ? state.settings.executorShutdownGrace : grace.nanoseconds / nanosPerMilli
  const { containerId } = executor
  return [
    { kind: 'timer', id: shutdownTimer(containerId), after, then: { kind: 'executor-shutdown-due', containerId } },
    ...(executor.kind === 'pod'
      ? stopPod(state, framework, executor, now)
      : hears(executor)
        ? tell(state, framework, executor, { type: 'SHUTDOWN' })
        : [signal(executor, 'SIGTERM')]),
  ]
}

export const shutdownTimer = (containerId: string): string => `shutdown ${containerId}`
export const registrationTimer = (containerId: string): string => `registration ${containerId}`
