import type { Effect } from '../effects.ts'
import type { EventOf } from '../events.ts'
import { abandonedOutcome, commandOutcome } from '../executors/outcome.ts'
import { takeQueued } from '../executors/queued.ts'
import { retireExecutor } from '../executors/retire.ts'
import { killTimer, registrationTimer, shutdownTimer } from '../executors/stop.ts'
import { type Executor, type FollowerState, type Framework, isTerminal, ownerOf } from '../state.ts'
import { report } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** Nothing of the container is left: now its tasks' resources are free, and the framework may know. */
export const containerDestroyed: Transition<'container-destroyed'> = (state, event, now) => {
  const owner = ownerOf(state, event.containerId)
  if (owner === undefined || owner.executor.gone) return []
  const { framework, executor } = owner
  executor.gone = true
  executor.state = 'terminating'
  const effects = [
    ...cancelTimers(framework, executor),
    ...(executor.stream === undefined ? [] : [{ kind: 'close-executor', stream: executor.stream } as const]),
    ...reportEnds(state, framework, executor, event, now),
    ...(executor.kind === 'custom' ? tellExited(state, framework, executor, event) : []),
    { kind: 'count', metric: 'slave/executors_terminated' } as const,
  ]
  if (framework.terminating) executor.tasks.clear()
  return [...effects, ...retireExecutor(state, framework, executor)]
}

const cancelTimers = (framework: Framework, executor: Executor): Effect[] => [
  { kind: 'cancel-timer', id: registrationTimer(executor.containerId) },
  { kind: 'cancel-timer', id: shutdownTimer(executor.containerId) },
  ...[...executor.tasks.keys()].flatMap(taskId => [
    { kind: 'cancel-timer', id: killTimer(framework.id, taskId) } as const,
    { kind: 'cancel-timer', id: `completion ${framework.id}/${taskId}` } as const,
  ]),
]

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
  const told = [...executor.tasks.values()]
    .filter(({ task }) => !isTerminal(task.state))
    .flatMap(held => {
      const news =
        executor.kind === 'command'
          ? commandOutcome(held, event, executor.limitation)
          : abandonedOutcome(event, executor.limitation)
      return report(state, framework, executor, held, news, now)
    })
  return [...taken, ...told]
}

const tellExited = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  { record }: EventOf<'container-destroyed'>,
): Effect[] => {
  if (state.master === undefined || state.info.id === undefined || state.phase !== 'running') return []
  const body = {
    agent_id: state.info.id,
    framework_id: { value: framework.id },
    executor_id: { value: executor.id },
    status: record?.status ?? 9,
  }
  return [{ kind: 'send', to: state.master.pid, name: 'ExitedExecutorMessage', body }]
}
