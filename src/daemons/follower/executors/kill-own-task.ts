import { formatDuration } from '../../../runtime/duration.ts'
import { stopChecks } from '../checks/running.ts'
import type { Effect } from '../effects.ts'
import {
  type Executor,
  type FollowerState,
  type FollowerTask,
  type Framework,
  hasCapability,
  type KillReason,
} from '../state.ts'
import { containerOfTask, type OwnContainer, report, runOf } from '../tasks.ts'

/** What a task gets between SIGTERM and SIGKILL when nobody says otherwise (containerizer.md 11 and 12). */
const defaultGrace = 3_000

const nanosPerMilli = 1e6

export const graceOf = (policies: readonly ({ grace_period?: { nanoseconds: number } } | undefined)[]): number => {
  const given = policies.find(policy => policy?.grace_period !== undefined)?.grace_period
  return given === undefined ? defaultGrace : Math.max(given.nanoseconds / nanosPerMilli, 0)
}

/** A command task or one of a pod: SIGTERM now, SIGKILL when the grace is over. A second wish may only shorten the first. */
export const killOwnTask = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  held: FollowerTask,
  why: KillReason['why'],
  grace: number,
  now: number,
): Effect[] => {
  const container = containerOfTask(state, executor, held)
  if (container === undefined) return []
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
      ...(grace === 0 ? [signal(container, 'SIGKILL')] : [due]),
    ]
  }
  held.killing = { why, deadline }
  return [
    {
      kind: 'log',
      level: 'info',
      message: `killing task ${taskId} of framework ${framework.id}, grace ${formatDuration(grace)}`,
    },
    ...stopChecks(framework.id, held),
    ...rememberKill(framework, executor, taskId, held.killing),
    ...killingUpdate(state, framework, executor, held, now),
    ...(container.process === undefined
      ? [{ kind: 'destroy', containerId: container.containerId, directory: container.directory } as const]
      : [signal(container, grace === 0 ? 'SIGKILL' : 'SIGTERM'), due]),
  ]
}

const rememberKill = (framework: Framework, executor: Executor, taskId: string, kill: KillReason): Effect[] =>
  framework.info.checkpoint === true ? [{ kind: 'checkpoint-kill', run: runOf(framework, executor), taskId, kill }] : []

/** A kill that a restart of ours came between: what of its grace is left counts on. */
export const resumeKill = (
  framework: Framework,
  container: OwnContainer,
  held: FollowerTask,
  now: number,
): Effect[] => {
  const taskId = held.task.task_id.value
  return [
    signal(container, 'SIGTERM'),
    {
      kind: 'timer',
      id: killTimer(framework.id, taskId),
      after: Math.max((held.killing?.deadline ?? now) - now, 0),
      then: { kind: 'kill-due', frameworkId: framework.id, taskId },
    },
  ]
}

export const killTimer = (frameworkId: string, taskId: string): string => `kill ${frameworkId}/${taskId}`

export const signal = (
  { containerId, process }: Pick<OwnContainer, 'containerId' | 'process'>,
  name: 'SIGTERM' | 'SIGKILL',
): Effect => ({
  kind: 'signal',
  containerId,
  ...(process === undefined ? {} : { process }),
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
