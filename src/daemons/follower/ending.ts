import type { Effect } from './effects.ts'
import { graceOf } from './executors/kill-own-task.ts'
import { stopExecutor } from './executors/stop.ts'
import type { Executor, FollowerState } from './state.ts'

/** How often it is looked whether all have ended, and how much longer than their grace they may take, ms. */
const lookAgain = 100
const margin = 5_000

/** All that runs is asked to end, in its grace; then we end, as an agent that never comes back. */
export const beginEnd = (state: FollowerState, reason: string, now: number): Effect[] => {
  if (state.phase === 'terminating') return []
  state.phase = 'terminating'
  const deadline = now + Math.max(0, ...executorsOf(state).map(one => graceFor(state, one))) + margin
  const stopped = [...state.frameworks.values()].flatMap(framework =>
    [...framework.executors.values()].flatMap(executor => stopExecutor(state, framework, executor, now)),
  )
  return [
    { kind: 'log', level: 'warning', message: reason },
    { kind: 'cancel-timer', id: 'registration' },
    { kind: 'cancel-timer', id: 'ping' },
    ...stopped,
    ...goOnEnding(state, reason, deadline, now),
  ]
}

export const goOnEnding = (state: FollowerState, reason: string, deadline: number, now: number): Effect[] => {
  const over = now >= deadline || executorsOf(state).every(({ gone }) => gone)
  if (over) return [{ kind: 'exit', code: 0, reason, forget: true }]
  return [{ kind: 'timer', id: 'end', after: lookAgain, then: { kind: 'end-due', reason, deadline } }]
}

const executorsOf = ({ frameworks }: FollowerState): readonly Executor[] =>
  [...frameworks.values()].flatMap(({ executors }) => [...executors.values()])

const graceFor = ({ settings }: FollowerState, { kind, info, tasks }: Executor): number => {
  if (kind !== 'custom') return Math.max(0, ...[...tasks.values()].map(({ task }) => graceOf([task.kill_policy])))
  const given = info.shutdown_grace_period
  return given === undefined ? settings.executorShutdownGrace : given.nanoseconds / 1e6
}
