import { isTerminal } from '../../../../mesos/messages/terminal.ts'
import type { Effect } from '../../effects.ts'
import type { Executor, FollowerState, Framework } from '../../state.ts'
import { graceOf, killOwnTask } from '../kill-own-task.ts'
import { endPod } from './end-pod.ts'

/** Its tasks end as if each were killed, and with the last of them the pod. */
export const stopPod = (state: FollowerState, framework: Framework, executor: Executor, now: number): Effect[] => {
  const live = [...executor.tasks.values()].filter(({ task }) => !isTerminal(task.state))
  if (live.length === 0) return endPod(executor)
  return live.flatMap(held =>
    killOwnTask(state, framework, executor, held, 'asked', graceOf([held.task.kill_policy]), now),
  )
}
