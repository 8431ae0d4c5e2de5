import { isTerminal } from '../../../mesos/messages/terminal.ts'
import type { Effect } from '../effects.ts'
import { graceOf, killOwnTask } from '../executors/kill-own-task.ts'
import { afterKilled } from '../executors/killed-queued.ts'
import { takeQueued } from '../executors/queued.ts'
import { tell } from '../executors/tell.ts'
import type { Executor, FollowerState, FollowerTask, Framework } from '../state.ts'
import { report } from '../tasks.ts'

/** Everything that the executor has is to end, in no more time than the operator gives. */
export const killForDrain = (state: FollowerState, framework: Framework, executor: Executor, now: number): Effect[] => [
  ...killQueued(state, framework, executor, now),
  ...[...executor.tasks.values()]
    .filter(({ task }) => !isTerminal(task.state))
    .flatMap(held => killTask(state, framework, executor, held, now)),
]

/** A custom executor is told a grace only where the operator gave one: it knows its task's own. */
const killTask = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  held: FollowerTask,
  now: number,
): Effect[] => {
  const most = state.draining?.config.max_grace_period
  const grace = Math.min(graceOf([held.task.kill_policy]), most ? most.nanoseconds / 1e6 : Number.POSITIVE_INFINITY)
  if (executor.kind !== 'custom') return killOwnTask(state, framework, executor, held, 'drained', grace, now)
  const kill_policy = { grace_period: { nanoseconds: grace * 1e6 } }
  const kill = { task_id: held.task.task_id, ...(most ? { kill_policy } : {}) }
  return tell(state, framework, executor, { type: 'KILL', kill })
}

/** Those that their executor has never seen. */
const killQueued = (state: FollowerState, framework: Framework, executor: Executor, now: number): Effect[] => {
  const ids = [...executor.queued.keys()]
  if (ids.length === 0) return []
  const taken = takeQueued(framework, executor)
  const news = {
    state: 'TASK_KILLED',
    source: 'SOURCE_AGENT',
    reason: 'REASON_AGENT_DRAINING',
    message: 'Killed before delivery to the executor',
  } as const
  return [
    ...taken,
    ...ids.flatMap(id => report(state, framework, executor, executor.tasks.get(id)!, news, now)),
    ...afterKilled(state, framework, executor, now),
  ]
}
