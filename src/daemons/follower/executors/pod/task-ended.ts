import { isTerminal } from '../../../../mesos/messages/terminal.ts'
import { stopChecks } from '../../checks/running.ts'
import { collectNested } from '../../containers/collect.ts'
import type { Effect } from '../../effects.ts'
import type { EventOf } from '../../events.ts'
import type { Executor, FollowerState, FollowerTask, Framework, HeldContainer } from '../../state.ts'
import type { StatusNews } from '../../status-updates/make-status.ts'
import { findTask, report } from '../../tasks.ts'
import { updateContainer } from '../command-executor.ts'
import { graceOf, killOwnTask, killTimer } from '../kill-own-task.ts'
import { commandOutcome } from '../outcome.ts'
import { completionTimer } from '../task-runs.ts'
import { endPodIfIdle } from './end-pod.ts'

/** Nothing is left of the container of a pod's task: now the framework may know, and the others of its group. */
export const podTaskDestroyed = (
  state: FollowerState,
  container: HeldContainer,
  event: EventOf<'container-destroyed'>,
  now: number,
): Effect[] => [
  ...ended(state, container, now, (held, executor) => {
    const { record, memory } = event
    container.termination = {
      ...(record === undefined ? {} : { status: record.status }),
      ...(container.limitation === undefined ? {} : { reason: container.limitation.reason }),
    }
    // Killed by what ends the whole pod: that is told when the pod's own container is gone.
    const withPod = executor.state === 'terminating' && held.killing === undefined && record?.exitCode === undefined
    return withPod && !memory && !container.limitation ? undefined : commandOutcome(held, event, container.limitation)
  }),
  ...collectNested(state, container),
]

export const podTaskLaunchFailed = (
  state: FollowerState,
  container: HeldContainer,
  { message }: EventOf<'launch-failed'>,
  now: number,
): Effect[] =>
  ended(state, container, now, held => {
    const text = `Failed to launch container: ${message}`
    container.termination = { message: text }
    return held.killing === undefined
      ? { state: 'TASK_FAILED', reason: 'REASON_CONTAINER_LAUNCH_FAILED', message: text }
      : { state: 'TASK_KILLED', reason: 'REASON_TASK_KILLED_DURING_LAUNCH', message: text }
  })

const ended = (
  state: FollowerState,
  container: HeldContainer,
  now: number,
  outcome: (held: FollowerTask, executor: Executor) => StatusNews | undefined,
): Effect[] => {
  if (container.phase === 'ended' || container.task === undefined) return []
  container.phase = 'ended'
  const { frameworkId, taskId } = container.task
  const found = findTask(state, frameworkId, taskId)
  if (found === undefined || found.held.nested !== container.id || isTerminal(found.held.task.state)) return []
  const { framework, executor, held } = found
  const news = outcome(held, executor)
  if (news === undefined) return []
  const timers = [killTimer(frameworkId, taskId), completionTimer(frameworkId, taskId)]
  return [
    ...timers.map(id => ({ kind: 'cancel-timer', id }) as const),
    ...stopChecks(frameworkId, held),
    ...tell(state, framework, executor, held, news, now),
    updateContainer(executor),
    ...(news.state === 'TASK_FINISHED' ? [] : killGroup(state, framework, executor, held, now)),
    ...endPodIfIdle(executor),
  ]
}

/** Once the framework is shut down nobody listens any more. */
const tell = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  held: FollowerTask,
  news: StatusNews,
  now: number,
): Effect[] => {
  if (!framework.terminating) return report(state, framework, executor, held, news, now)
  executor.tasks.delete(held.task.task_id.value)
  state.containers.delete(held.nested!)
  return []
}

/** A group is of use only whole; tasks that finish are meant to. */
const killGroup = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  { group }: FollowerTask,
  now: number,
): Effect[] =>
  [...executor.tasks.values()]
    .filter(other => other.group === group && other.killing === undefined && !isTerminal(other.task.state))
    .flatMap(other => killOwnTask(state, framework, executor, other, 'asked', graceOf([other.task.kill_policy]), now))
