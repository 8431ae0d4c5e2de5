import type { TaskStatus } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import type { Executor, FollowerState, Framework } from '../state.ts'
import { report } from '../tasks.ts'
import { takeExecutorUpdate } from './executor-update.ts'
import { droppedState } from './lost.ts'
import { stopExecutor } from './stop.ts'

/** What an executor that comes back says: updates that we may have missed are taken now; tasks that it never got are lost on the way. */
export const reconcile = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  statuses: readonly TaskStatus[],
  tasks: readonly string[],
  now: number,
): Effect[] => {
  const updates = statuses.flatMap(status => takeExecutorUpdate(state, framework, executor, status, now))
  const news = {
    state: droppedState(framework.info),
    source: 'SOURCE_AGENT',
    reason: 'REASON_AGENT_RESTARTED',
    message: 'Task launched during agent restart',
  } as const
  const lost = [...executor.tasks.values()]
    .filter(({ task }) => task.state === 'TASK_STAGING' && !tasks.includes(task.task_id.value))
    .flatMap(held => report(state, framework, executor, held, news, now))
  return [...updates, ...lost]
}

/** All that it was started for was killed before it could be told: it would wait for ever. `undefined`: it has something to do. */
export const shutIdle = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  now: number,
): Effect[] | undefined =>
  executor.delivered === true || executor.queued.size > 0
    ? undefined
    : [
        { kind: 'log', level: 'info', message: `executor ${executor.id} has nothing to do any more: it is shut down` },
        ...stopExecutor(state, framework, executor, now),
      ]
