import type { Effect } from '../effects.ts'
import { graceOf, killCommandTask } from '../executors/stop.ts'
import { ignored, isFromMaster } from '../registration.ts'
import { type FollowerState, isTerminal } from '../state.ts'
import type { Transition } from './transition.ts'

/** Everything here is to end, in no more time than the operator gives (containerizer.md 16). Nothing here: nothing to remember. */
export const drain: Transition<'drain'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a drain', from)
  if (state.frameworks.size === 0) return []
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
    [...framework.executors.values()].flatMap(executor =>
      [...executor.tasks.values()]
        .filter(({ task }) => !isTerminal(task.state))
        .flatMap((held): Effect[] => {
          const most = state.draining?.config.max_grace_period
          const grace = Math.min(
            graceOf([held.task.kill_policy]),
            most ? most.nanoseconds / 1e6 : Number.POSITIVE_INFINITY,
          )
          if (executor.kind === 'command')
            return killCommandTask(state, framework, executor, held, 'drained', grace, now)
          if (executor.stream === undefined) return []
          const kill_policy = { grace_period: { nanoseconds: grace * 1e6 } }
          const kill = { task_id: held.task.task_id, ...(most ? { kill_policy } : {}) }
          return [{ kind: 'executor-event', stream: executor.stream, event: { type: 'KILL', kill } }]
        }),
    ),
  )
