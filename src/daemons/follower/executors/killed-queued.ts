import type { Effect } from '../effects.ts'
import type { Executor, FollowerState, Framework } from '../state.ts'
import { shutIdle } from './executor-back.ts'
import { endPodIfIdle } from './pod/end-pod.ts'

/** Tasks that waited were killed: an executor that was started for them alone ends. One that has yet to register is ended when it does. */
export const afterKilled = (state: FollowerState, framework: Framework, executor: Executor, now: number): Effect[] => {
  if (executor.kind === 'pod') return endPodIfIdle(executor)
  return executor.state === 'running' ? (shutIdle(state, framework, executor, now) ?? []) : []
}
