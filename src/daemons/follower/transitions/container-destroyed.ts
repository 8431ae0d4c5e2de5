import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { stopChecks } from '../checks/running.ts'
import { forgetWithin, heldDestroyed } from '../containers/life.ts'
import { terminationOf } from '../containers/termination.ts'
import { tellWaiters } from '../containers/waiters.ts'
import type { Effect } from '../effects.ts'
import type { EventOf } from '../events.ts'
import { tellExited } from '../executors/exited.ts'
import { killTimer } from '../executors/kill-own-task.ts'
import { executorOutcome } from '../executors/outcome.ts'
import { podTaskDestroyed } from '../executors/pod/task-ended.ts'
import { takeQueued } from '../executors/queued.ts'
import { retireExecutor } from '../executors/retire.ts'
import { registrationTimer, shutdownTimer } from '../executors/stop.ts'
import { completionTimer } from '../executors/task-runs.ts'
import { type Executor, type FollowerState, type Framework, ownerOf } from '../state.ts'
import { report } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** Nothing of the container runs, nor is left but where its removal hangs: its tasks' resources are free, and the framework may know. */
export const containerDestroyed: Transition<'container-destroyed'> = (state, event, now) => {
  const nested = state.containers.get(event.containerId)
  if (nested && !nested.task) return heldDestroyed(state, nested, event)
  const owner = ownerOf(state, event.containerId)
  const limitation = nested?.limitation ?? owner?.executor.limitation
  const told = tellWaiters(state, event.containerId, terminationOf(event, limitation))
  if (nested?.task) return [...podTaskDestroyed(state, nested, event, now), ...told]
  if (owner === undefined || owner.executor.gone) return told
  const { framework, executor } = owner
  executor.gone = true
  executor.state = 'terminating'
  const left = abandoned(executor)
  const effects = [
    ...cancelTimers(framework, executor),
    ...(executor.stream === undefined ? [] : [{ kind: 'close-executor', stream: executor.stream } as const]),
    ...(executor.pid === undefined ? [] : [{ kind: 'unlink-executor', pid: executor.pid } as const]),
    ...reportEnds(state, framework, executor, event, now),
    ...(executor.kind === 'command'
      ? []
      : tellExited(state, framework.id, executor.id, exitStatus(executor, event, left))),
    { kind: 'count', metric: 'slave/executors_terminated' } as const,
  ]
  for (const { nested } of executor.tasks.values()) if (nested !== undefined) state.containers.delete(nested)
  if (framework.terminating) executor.tasks.clear()
  const within = forgetWithin(state, event.containerId)
  return [...effects, ...told, ...within, ...retireExecutor(state, framework, executor)]
}

const cancelTimers = (framework: Framework, executor: Executor): Effect[] => [
  { kind: 'cancel-timer', id: registrationTimer(executor.containerId) },
  { kind: 'cancel-timer', id: shutdownTimer(executor.containerId) },
  ...[...executor.tasks.keys()].flatMap(taskId => [
    { kind: 'cancel-timer', id: killTimer(framework.id, taskId) } as const,
    { kind: 'cancel-timer', id: completionTimer(framework.id, taskId) } as const,
  ]),
  ...[...executor.tasks.values()].flatMap(held => stopChecks(framework.id, held)),
]

/** Tasks that end with it. */
const abandoned = ({ tasks }: Executor) => [...tasks.values()].filter(({ task }) => !isTerminal(task.state))

/** Once the framework is shut down nobody listens any more. */
const reportEnds = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  event: EventOf<'container-destroyed'>,
  now: number,
): Effect[] => {
  if (framework.terminating) return []
  const taken = takeQueued(framework, executor)
  const told = abandoned(executor).flatMap(held =>
    report(state, framework, executor, held, executorOutcome(executor, held, event), now),
  )
  return [...taken, ...told]
}

const killedBySigkill = 9

/** A pod that we ended because nothing was left to do has done well; its container's first process knows nothing of that. */
const exitStatus = (
  { kind, process, limitation, delivered }: Executor,
  { record, memory }: EventOf<'container-destroyed'>,
  left: readonly unknown[],
): number | undefined => {
  if (kind === 'pod' && delivered && left.length === 0 && !limitation && !memory) return 0
  return record?.status ?? (process === undefined ? undefined : killedBySigkill)
}
