import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { judge } from '../checks/judgement.ts'
import { checkTimer } from '../checks/running.ts'
import type { Effect } from '../effects.ts'
import { graceOf, killOwnTask } from '../executors/kill-own-task.ts'
import { type FollowerState, updateKey } from '../state.ts'
import { findTask, report } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** While so many updates of a task wait for a leader, its checks add none: the next result after that tells what they would have. */
const mostWaiting = 64

const reasons = {
  health: 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED',
  check: 'REASON_TASK_CHECK_STATUS_UPDATED',
} as const

/** Somebody has looked at the task: who must know is told, who is ill too long ends, and the next look is arranged. */
export const checkDone: Transition<'check-done'> = (state, { frameworkId, taskId, which, result }, now) => {
  const found = findTask(state, frameworkId, taskId)
  const running = found?.held.checks?.all.find(({ definition }) => definition.which === which)
  if (found === undefined || running === undefined) return []
  const { framework, executor, held } = found
  if (isTerminal(held.task.state) || held.killing !== undefined || held.checks?.over) return []
  const { definition, record } = running
  const { healthy, status } = record
  const { news, message, kill } = judge(definition, record, result, held.checks?.since ?? now, now)
  const told: Effect[] = []
  if (news && (kill !== undefined || waiting(state, frameworkId, taskId) < mostWaiting)) {
    const words = { reason: reasons[which], ...(message === undefined ? {} : { message }) }
    told.push(...report(state, framework, executor, held, { state: 'TASK_RUNNING', ...words }, now))
  } else if (news) Object.assign(record, { healthy, status })
  if (kill === undefined) return [...told, checkTimer(frameworkId, taskId, which, definition.interval)]
  const grace = graceOf([held.task.kill_policy])
  return [
    ...told,
    { kind: 'log', level: 'info', message: `task ${taskId} of framework ${frameworkId} is unhealthy: ${kill}` },
    ...killOwnTask(state, framework, executor, held, 'unhealthy', grace, now),
  ]
}

const waiting = (state: FollowerState, frameworkId: string, taskId: string): number =>
  state.streams.get(updateKey(frameworkId, taskId))?.pending.length ?? 0
