import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { isNameless } from '../admitted.ts'
import type { Effect } from '../effects.ts'
import { graceOf, killOwnTask } from '../executors/kill-own-task.ts'
import { afterKilled } from '../executors/killed-queued.ts'
import { droppedState } from '../executors/lost.ts'
import { groupOf, takeQueued } from '../executors/queued.ts'
import { retireExecutor } from '../executors/retire.ts'
import { tell } from '../executors/tell.ts'
import { ignored, isFromMaster } from '../registration.ts'
import { type Executor, executorOfTask, type FollowerState, type Framework } from '../state.ts'
import { hasEnded, report, reportUnknown } from '../tasks.ts'
import type { Transition } from './transition.ts'

export const killTask: Transition<'kill-task'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a kill', from)
  if (isNameless(state))
    return [{ kind: 'log', level: 'warning', message: 'ignored a kill that came before our agent id' }]
  const frameworkId = message.framework_id.value
  const taskId = message.task_id.value
  const framework = state.frameworks.get(frameworkId)
  const executor = framework && executorOfTask(framework, taskId)
  if (framework === undefined || executor === undefined) return unknown(state, frameworkId, taskId, now)

  if (executor.queued.has(taskId)) {
    return killQueued(state, framework, executor, groupOf(executor, taskId), now)
  }
  const held = executor.tasks.get(taskId)!
  if (isTerminal(held.task.state)) return retireExecutor(state, framework, executor)
  if (executor.kind !== 'custom') {
    const grace = graceOf([message.kill_policy, held.task.kill_policy])
    return killOwnTask(state, framework, executor, held, 'asked', grace, now)
  }
  if (executor.state === 'terminating') return []
  const kill = { task_id: message.task_id, ...(message.kill_policy ? { kill_policy: message.kill_policy } : {}) }
  return tell(state, framework, executor, { type: 'KILL', kill })
}

/** A group dies with the first of it. */
const killQueued = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  ids: readonly string[],
  now: number,
): Effect[] => {
  const taken = takeQueued(framework, executor, ids)
  const news = {
    state: 'TASK_KILLED',
    source: 'SOURCE_AGENT',
    reason: 'REASON_TASK_KILLED_DURING_LAUNCH',
    message:
      ids.length > 1
        ? 'A task within the task group was killed before delivery to the executor'
        : 'Killed before delivery to the executor',
  } as const
  const told = ids.flatMap(id => report(state, framework, executor, executor.tasks.get(id)!, news, now))
  return [...taken, ...told, ...afterKilled(state, framework, executor, now)]
}

/**
 * The leader believes it to run here: it is told otherwise. A word about its end may be under way already, or was heard, so that the kill
 * came late.
 */
const unknown = (state: FollowerState, frameworkId: string, taskId: string, now: number): Effect[] => {
  if (state.streams.has(`${frameworkId}/${taskId}`)) return []
  if (hasEnded(state, frameworkId, taskId)) return []
  const history = state.completedFrameworks.find(({ id }) => id === frameworkId)
  const info = (state.frameworks.get(frameworkId) ?? history)?.info
  const news = {
    state: droppedState(info),
    reason: 'REASON_EXECUTOR_TERMINATED',
    message: 'Cannot find executor',
  } as const
  return reportUnknown(state, frameworkId, taskId, news, now)
}
