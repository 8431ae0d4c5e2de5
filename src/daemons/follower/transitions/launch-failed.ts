import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { heldFailed } from '../containers/life.ts'
import { tellWaiters } from '../containers/waiters.ts'
import { tellExited } from '../executors/exited.ts'
import { podTaskLaunchFailed } from '../executors/pod/task-ended.ts'
import { takeQueued } from '../executors/queued.ts'
import { retireExecutor } from '../executors/retire.ts'
import { registrationTimer } from '../executors/stop.ts'
import { ownerOf } from '../state.ts'
import { report } from '../tasks.ts'
import type { Transition } from './transition.ts'

export const launchFailed: Transition<'launch-failed'> = (state, event, now) => {
  const { containerId, message } = event
  const nested = state.containers.get(containerId)
  if (nested?.task) return podTaskLaunchFailed(state, nested, event, now)
  if (nested) return heldFailed(state, nested, message)
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
    ...tellWaiters(state, containerId, { ...news, message: text }),
    ...taken,
    ...[...executor.tasks.values()]
      .filter(({ task }) => !isTerminal(task.state))
      .flatMap(held =>
        report(state, framework, executor, held, held.killing ? { ...killed, message: text } : news, now),
      ),
    ...(executor.kind === 'command' ? [] : tellExited(state, framework.id, executor.id)),
    ...retireExecutor(state, framework, executor),
  ]
}
