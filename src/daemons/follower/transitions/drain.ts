import type { Effect } from '../effects.ts'
import { graceOf, killOwnTask } from '../executors/kill-own-task.ts'
import { afterKilled } from '../executors/killed-queued.ts'
import { takeQueued } from '../executors/queued.ts'
import { tell } from '../executors/tell.ts'
import { ignored, isFromMaster } from '../registration.ts'
import { type Executor, type FollowerState, type Framework, isTerminal } from '../state.ts'
import { report } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** Everything here is to end, in no more time than the operator gives (containerizer.md 16). Nothing here, no operation either: nothing to remember. */
export const drain: Transition<'drain'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a drain', from)
  if (state.frameworks.size === 0 && state.operations.size === 0) return []
  state.draining = { config: message.config, since: now }
  return [
    { kind: 'log', level: 'info', message: 'draining' },
    { kind: 'checkpoint-drain', config: message.config },
    ...killAll(state, now),
  ]
}

/** Also after a restart in the middle of it. */
export const killAll = (state: FollowerState, now: number): Effect[] =>
  [...state.frameworks.values()].flatMap(framework =>
    [...framework.executors.values()].flatMap(executor => [
      ...killQueued(state, framework, executor, now),
      ...[...executor.tasks.values()]
        .filter(({ task }) => !isTerminal(task.state))
        .flatMap((held): Effect[] => {
          const most = state.draining?.config.max_grace_period
          const grace = Math.min(
            graceOf([held.task.kill_policy]),
            most ? most.nanoseconds / 1e6 : Number.POSITIVE_INFINITY,
          )
          if (executor.kind !== 'custom') return killOwnTask(state, framework, executor, held, 'drained', grace, now)
          const kill_policy = { grace_period: { nanoseconds: grace * 1e6 } }
          const kill = { task_id: held.task.task_id, ...(most ? { kill_policy } : {}) }
          return tell(state, framework, executor, { type: 'KILL', kill })
        }),
    ]),
  )

/** Those that their executor has never seen. */
const killQueued = (state: FollowerState, framework: Framework, executor: Executor, now: number): Effect[] => {
  const ids = [...executor.queued.keys()]
  const taken = takeQueued(framework, executor)
  const news = {
    state: 'TASK_KILLED',
    source: 'SOURCE_AGENT',
    reason: 'REASON_AGENT_DRAINING',
    message: 'Killed before delivery to the executor',
  } as const
  if (ids.length === 0) return []
  return [
    ...taken,
    ...ids.flatMap(id => report(state, framework, executor, executor.tasks.get(id)!, news, now)),
    ...afterKilled(state, framework, executor, now),
  ]
}
