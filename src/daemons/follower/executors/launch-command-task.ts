import type { TaskInfo } from '../../../mesos/messages/task.ts'
import { terminalIo } from '../containerizer/streams/container-io.ts'
import type { Effect } from '../effects.ts'
import { resourceRole } from '../resources/totals.ts'
import type { Executor, FollowerState, FollowerTask, Framework } from '../state.ts'
import { newTask, report, runOf } from '../tasks.ts'
import { commandExecutorInfo, containerResources } from './command-executor.ts'
import { executorEnvironment, withCommandEnvironment } from './environment.ts'
import { graceOf } from './kill-own-task.ts'
import { addExecutor } from './new-executor.ts'

/** On top of a task's own kill policy: to reap it, and to end itself (containerizer.md 11). */
const shutdownMargin = 2_000

/** A task without an executor of its own. On disk first, then it is said to start, then it does. */
export const launchCommandTask = (
  state: FollowerState,
  framework: Framework,
  info: TaskInfo,
  now: number,
): Effect[] => {
  const executor = addExecutor(state, framework, commandExecutorInfo(info, framework.id), 'command')
  const held: FollowerTask = { info, task: newTask(info, framework.id, executor) }
  executor.tasks.set(info.task_id.value, held)
  const run = runOf(framework, executor)
  const checkpoint: Effect[] =
    framework.info.checkpoint === true
      ? [
          { kind: 'checkpoint-executor', run, info: executor.info, command: true },
          { kind: 'checkpoint-task', run, task: held.task, info },
        ]
      : []
  const environment = taskEnvironment(state, framework, executor, info)
  const order = {
    containerId: run.containerId,
    run,
    kind: 'executor' as const,
    task: true,
    command: info.command!,
    ...(info.container === undefined ? {} : { container: info.container }),
    ...terminalIo(info.container),
    user: userOf(state, framework, info.command?.user),
    directory: executor.directory,
    environment: typeof environment === 'string' ? {} : environment,
    resources: containerResources(executor.info, [info]),
  }
  return [
    ...checkpoint,
    ...report(state, framework, executor, held, { state: 'TASK_STARTING' }, now),
    typeof environment === 'string'
      ? { kind: 'timer', id: `failed ${run.containerId}`, after: 0, then: failed(run.containerId, environment) }
      : { kind: 'launch', order },
  ]
}

const failed = (containerId: string, message: string) => ({ kind: 'launch-failed', containerId, message }) as const

/** Text: why it can't be had. */
export const taskEnvironment = (state: FollowerState, framework: Framework, executor: Executor, info: TaskInfo) => {
  const grace = info.kill_policy?.grace_period === undefined ? undefined : graceOf([info.kill_policy]) + shutdownMargin
  const base = executorEnvironment(state, framework.info, runOf(framework, executor), executor.directory, {
    allocationRole: resourceRole(info.resources ?? []),
    ...(grace === undefined ? {} : { shutdownGrace: grace }),
  })
  return withCommandEnvironment(base, info.command!)
}

/** Absent: our own user, either because it is asked for or because we may not become another. */
export const userOf = (
  { settings }: FollowerState,
  framework: Framework,
  asked: string | undefined,
): string | undefined => {
  const user = asked ?? framework.info.user
  return !settings.switchUser || user === settings.ownUser ? undefined : user
}
