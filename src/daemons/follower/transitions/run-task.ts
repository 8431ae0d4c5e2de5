import type { TaskInfo } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import { launchCommandTask } from '../executors/launch-command-task.ts'
import { launchCustomTask } from '../executors/launch-custom-task.ts'
import { refusalOf } from '../executors/refusal.ts'
import { retireFramework } from '../executors/retire.ts'
import { ignored, isFromMaster } from '../registration.ts'
import { executorOfTask, type FollowerState, type Framework, hasCapability } from '../state.ts'
import { reportUnknown } from '../tasks.ts'
import { validateLaunch } from '../validation.ts'
import type { Transition } from './transition.ts'

export const runTask: Transition<'run-task'> = (state, { from, message }, now) => {
  if (!isFromMaster(state, from)) return ignored('a task', from)
  const { task, framework: info } = message
  const frameworkId = info.id?.value ?? message.framework_id?.value ?? ''
  const problem = validateLaunch(frameworkId, task, state.info.id?.value)
  if (problem !== undefined) return refuse(state, frameworkId, task, problem, now)
  const dropped = whyDropped(state, frameworkId)
  if (dropped !== undefined) {
    const lost = hasCapability(info, 'PARTITION_AWARE') ? 'TASK_DROPPED' : 'TASK_LOST'
    return reportUnknown(state, frameworkId, task.task_id.value, { state: lost, ...dropped }, now)
  }
  const before = state.frameworks.get(frameworkId)
  const known = before && JSON.stringify([before.info, before.pid])
  const framework = frameworkOf(state, frameworkId, info, message.pid)
  const changed = known !== JSON.stringify([framework.info, framework.pid])
  if (executorOfTask(framework, task.task_id.value)) {
    return [{ kind: 'log', level: 'warning', message: `task ${task.task_id.value} of ${frameworkId} is here already` }]
  }
  const clash = executorClash(framework, task)
  if (clash !== undefined) return refuse(state, frameworkId, task, clash, now)
  const unsupported = refusalOf(state, framework.info, task)
  if (unsupported !== undefined) {
    const failed = { state: 'TASK_FAILED', reason: 'REASON_CONTAINER_LAUNCH_FAILED', message: unsupported } as const
    const effects = reportUnknown(state, frameworkId, task.task_id.value, failed, now)
    return [...effects, { kind: 'count', metric: 'slave/tasks_failed' }, ...retireFramework(state, framework)]
  }
  const checkpoint: Effect[] =
    changed && framework.info.checkpoint === true
      ? [{ kind: 'checkpoint-framework', info: framework.info, pid: framework.pid }]
      : []
  const launch = task.executor === undefined ? launchCommandTask : launchCustomTask
  return [...checkpoint, ...launch(state, framework, task, now)]
}

const refuse = (state: FollowerState, frameworkId: string, task: TaskInfo, message: string, now: number): Effect[] => [
  { kind: 'log', level: 'warning', message: `refused a task of ${frameworkId}: ${message}` },
  ...reportUnknown(
    state,
    frameworkId,
    task.task_id.value,
    { state: 'TASK_ERROR', reason: 'REASON_TASK_INVALID', message },
    now,
  ),
]

/** A command task's executor is named as the task is. */
const executorClash = (framework: Framework, { task_id, executor }: TaskInfo): string | undefined => {
  const id = executor?.executor_id.value ?? task_id.value
  const present = framework.executors.get(id)
  const fits = present === undefined || (executor !== undefined && present.kind === 'custom')
  return fits ? undefined : `an executor '${id}' is here already, and not one that runs this task`
}

const whyDropped = (state: FollowerState, frameworkId: string) => {
  if (state.draining) return { reason: 'REASON_AGENT_DRAINING', message: 'The agent is draining' } as const
  if (state.phase === 'terminating' || state.frameworks.get(frameworkId)?.terminating) {
    return { reason: 'REASON_EXECUTOR_TERMINATED', message: 'The framework is being shut down here' } as const
  }
  return undefined
}

const frameworkOf = (state: FollowerState, id: string, info: Framework['info'], pid: string | undefined): Framework => {
  const known = state.frameworks.get(id)
  const spoken = pid !== undefined && !pid.startsWith('@') ? pid : undefined
  if (known) {
    known.info = { ...info, id: { value: id } }
    known.pid = spoken
    return known
  }
  const back = state.completedFrameworks.findIndex(completed => completed.id === id)
  const history = back < 0 ? [] : state.completedFrameworks.splice(back, 1)[0]!.completedExecutors
  const framework: Framework = {
    id,
    info: { ...info, id: { value: id } },
    pid: spoken,
    executors: new Map(),
    completedExecutors: history,
    terminating: false,
  }
  state.frameworks.set(id, framework)
  return framework
}
