import { formatDuration } from '../../../runtime/duration.ts'
import type { Effect } from '../effects.ts'
import {
  type Executor,
  type FollowerState,
  type FollowerTask,
  type Framework,
  hasCapability,
  type KillReason,
} from '../state.ts'
import { report, runOf } from '../tasks.ts'

/** What a command task gets between SIGTERM and SIGKILL when nobody says otherwise (containerizer.md 11). */
const defaultGrace = 3_000

const nanosPerMilli = 1e6

export const graceOf = (policies: readonly ({ grace_period?: { nanoseconds: number } } | undefined)[]): number => {
  const given = policies.find(policy => policy?.grace_period !== undefined)?.grace_period
  return given === undefined ? defaultGrace : Math.max(given.nanoseconds / nanosPerMilli, 0)
}

/** SIGTERM now, SIGKILL when the grace is over. A second wish may only shorten the first. */
export const killCommandTask = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  held: FollowerTask,
  why: KillReason['why'],
  grace: number,
  now: number,
): Effect[] => {
  const deadline = now + grace
  const taskId = held.task.task_id.value
  const due: Effect = {
    kind: 'timer',
    id: killTimer(framework.id, taskId),
    after: grace,
    then: { kind: 'kill-due', frameworkId: framework.id, taskId },
  }
  if (held.killing !== undefined) {
    if (deadline >= held.killing.deadline) return []
    held.killing = { ...held.killing, deadline }
    return [
      ...rememberKill(framework, executor, taskId, held.killing),
      ...(grace === 0 ? [signal(executor, 'SIGKILL')] : [due]),
    ]
  }
  held.killing = { why, deadline }
  return [
    {
      kind: 'log',
      level: 'info',
      message: `killing task ${taskId} of framework ${framework.id}, grace ${formatDuration(grace)}`,
    },
    ...rememberKill(framework, executor, taskId, held.killing),
    ...killingUpdate(state, framework, executor, held, now),
    ...(executor.process === undefined
      ? [{ kind: 'destroy', containerId: executor.containerId, directory: executor.directory } as const]
      : [signal(executor, grace === 0 ? 'SIGKILL' : 'SIGTERM'), due]),
  ]
}

const rememberKill = (framework: Framework, executor: Executor, taskId: string, kill: KillReason): Effect[] =>
  framework.info.checkpoint === true ? [{ kind: 'checkpoint-kill', run: runOf(framework, executor), taskId, kill }] : []

/** A kill that a restart of ours came between: what of its grace is left counts on. */
export const resumeKill = (framework: Framework, executor: Executor, held: FollowerTask, now: number): Effect[] => {
  const taskId = held.task.task_id.value
  return [
    signal(executor, 'SIGTERM'),
    {
      kind: 'timer',
      id: killTimer(framework.id, taskId),
      after: Math.max((held.killing?.deadline ?? now) - now, 0),
      then: { kind: 'kill-due', frameworkId: framework.id, taskId },
    },
  ]
}

export const killTimer = (frameworkId: string, taskId: string): string => `kill ${frameworkId}/${taskId}`

export const signal = (executor: Executor, name: 'SIGTERM' | 'SIGKILL'): Effect => ({
  kind: 'signal',
  containerId: executor.containerId,
  ...(executor.process === undefined ? {} : { process: executor.process }),
  signal: name,
})

/** Not for a task that is out of time: it fails, and was not asked for. */
const killingUpdate = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  held: FollowerTask,
  now: number,
): Effect[] => {
  if (held.killing?.why === 'max-completion-time' || !hasCapability(framework.info, 'TASK_KILLING_STATE')) return []
  const reason = held.killing?.why === 'drained' ? { reason: 'REASON_AGENT_DRAINING' as const } : {}
  return report(state, framework, executor, held, { state: 'TASK_KILLING', ...reason }, now)
}

/** Ends whatever the executor runs: its own wish is asked first, then nobody's. */
export const stopExecutor = (state: FollowerState, framework: Framework, executor: Executor, now: number): Effect[] => {
  if (executor.state === 'terminating' || executor.gone) return []
  if (executor.kind === 'command') {
    return [...executor.tasks.values()].flatMap(held =>
      killCommandTask(state, framework, executor, held, 'asked', graceOf([held.task.kill_policy]), now),
    )
  }
  executor.state = 'terminating'
  const grace = executor.info.shutdown_grace_period
  const after = grace === undefined ? state.settings.executorShutdownGrace : grace.nanoseconds / nanosPerMilli
  const { containerId } = executor
  return [
    ...(executor.stream === undefined
      ? [signal(executor, 'SIGTERM')]
      : [{ kind: 'executor-event', stream: executor.stream, event: { type: 'SHUTDOWN' } } as const]),
    { kind: 'timer', id: shutdownTimer(containerId), after, then: { kind: 'executor-shutdown-due', containerId } },
  ]
}

export const shutdownTimer = (containerId: string): string => `shutdown ${containerId}`
export const registrationTimer = (containerId: string): string => `registration ${containerId}`
