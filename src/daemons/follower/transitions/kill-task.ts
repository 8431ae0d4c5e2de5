import type { Effect } from '../effects.ts'
import { takeQueued } from '../executors/queued.ts'
import { retireExecutor } from '../executors/retire.ts'
import { graceOf, killCommandTask } from '../executors/stop.ts'
import { ignored, isFromMaster } from '../registration.ts'
import { executorOfTask, type FollowerState, hasCapability, isTerminal } from '../state.ts'
import { hasEnded, report, reportUnknown } from '../tasks.ts'
import type { Transition } from './transition.ts'

export const killTask: Transition<'kill-task'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a kill', from)
  const frameworkId = message.framework_id.value
  const taskId = message.task_id.value
  const framework = state.frameworks.get(frameworkId)
  const executor = framework && executorOfTask(framework, taskId)
  if (framework === undefined || executor === undefined) return unknown(state, frameworkId, taskId, now)

  if (executor.queued.has(taskId)) {
    const taken = takeQueued(framework, executor, taskId)
    const news = {
      state: 'TASK_KILLED',
      source: 'SOURCE_AGENT',
      reason: 'REASON_TASK_KILLED_DURING_LAUNCH',
      message: 'Killed before delivery to the executor',
    } as const
    return [...taken, ...report(state, framework, executor, executor.tasks.get(taskId)!, news, now)]
  }
  const held = executor.tasks.get(taskId)!
  if (isTerminal(held.task.state)) return retireExecutor(state, framework, executor)
  if (executor.kind === 'command') {
    const grace = graceOf([message.kill_policy, held.task.kill_policy])
    return killCommandTask(state, framework, executor, held, 'asked', grace, now)
  }
  if (executor.stream === undefined) return []
  const kill = { task_id: message.task_id, ...(message.kill_policy ? { kill_policy: message.kill_policy } : {}) }
  return [{ kind: 'executor-event', stream: executor.stream, event: { type: 'KILL', kill } }]
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
  const aware = info !== undefined && hasCapability(info, 'PARTITION_AWARE')
  const news = {
    state: aware ? 'TASK_DROPPED' : 'TASK_LOST',
    reason: 'REASON_EXECUTOR_TERMINATED',
    message: 'Cannot find executor',
  } as const
  return reportUnknown(state, frameworkId, taskId, news, now)
}
