import { takeQueued } from '../executors/queued.ts'
import { retireExecutor } from '../executors/retire.ts'
import { registrationTimer } from '../executors/stop.ts'
import { isTerminal, ownerOf } from '../state.ts'
import { report } from '../tasks.ts'
import type { Transition } from './transition.ts'

export const launchFailed: Transition<'launch-failed'> = (state, { containerId, message }, now) => {
  const owner = ownerOf(state, containerId)
  if (owner === undefined || owner.executor.gone) return []
  const { framework, executor } = owner
  executor.gone = true
  const taken = takeQueued(framework, executor)
  const text = `Failed to launch container: ${message}`
  const news = {
    state: 'TASK_FAILED',
    source: 'SOURCE_AGENT',
    reason: 'REASON_CONTAINER_LAUNCH_FAILED',
    message: text,
  } as const
  const killed = { state: 'TASK_KILLED', source: 'SOURCE_AGENT', reason: 'REASON_TASK_KILLED_DURING_LAUNCH' } as const
  return [
    { kind: 'log', level: 'warning', message: `container ${containerId}: ${message}` },
    { kind: 'count', metric: 'slave/container_launch_errors' },
    { kind: 'cancel-timer', id: registrationTimer(containerId) },
    ...taken,
    ...[...executor.tasks.values()]
      .filter(({ task }) => !isTerminal(task.state))
      .flatMap(held =>
        report(state, framework, executor, held, held.killing ? { ...killed, message: text } : news, now),
      ),
    ...retireExecutor(state, framework, executor),
  ]
}
