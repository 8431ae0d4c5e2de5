import type { TaskInfo } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import { paths } from '../paths.ts'
import type { Executor, FollowerState, Framework } from '../state.ts'
import { newTask, reportUnknown, runOf } from '../tasks.ts'
import { containerResources, updateContainer } from './command-executor.ts'
import { executorEnvironment, withCommandEnvironment } from './environment.ts'
import { userOf } from './launch-command-task.ts'
import { registrationTimer } from './stop.ts'

/** A task for an executor of the framework's own, which is started where it does not run yet. */
export const launchCustomTask = (state: FollowerState, framework: Framework, info: TaskInfo, now: number): Effect[] => {
  const executorId = info.executor!.executor_id.value
  const running = framework.executors.get(executorId)
  if (running === undefined) return startExecutor(state, framework, info)
  if (running.gone || running.state === 'terminating') {
    const news = {
      state: 'TASK_LOST',
      reason: 'REASON_EXECUTOR_TERMINATED',
      message: 'The executor is ending',
    } as const
    return reportUnknown(state, framework.id, info.task_id.value, news, now)
  }
  if (running.stream === undefined || running.state !== 'running') {
    running.queued.set(info.task_id.value, info)
    return []
  }
  return deliverTask(framework, running, running.stream, info)
}

/** The task is on disk before the executor hears of it. */
export const deliverTask = (framework: Framework, executor: Executor, stream: number, info: TaskInfo): Effect[] => {
  const task = newTask(info, framework.id, executor)
  executor.tasks.set(info.task_id.value, { info, task })
  return [
    ...(framework.info.checkpoint === true
      ? [{ kind: 'checkpoint-task', run: runOf(framework, executor), task, info } as const]
      : []),
    updateContainer(executor),
    { kind: 'executor-event', stream, event: { type: 'LAUNCH', launch: { task: info } } },
  ]
}

const startExecutor = (state: FollowerState, framework: Framework, info: TaskInfo): Effect[] => {
  const executorInfo = { ...info.executor!, framework_id: { value: framework.id } }
  const containerId = state.random.uuid()
  const run = { frameworkId: framework.id, executorId: executorInfo.executor_id.value, containerId }
  const executor: Executor = {
    id: run.executorId,
    info: executorInfo,
    containerId,
    kind: 'custom',
    directory: paths(state.settings.workDir).sandbox(state.info.id?.value ?? '', run),
    state: 'registering',
    queued: new Map([[info.task_id.value, info]]),
    tasks: new Map(),
    completedTasks: [],
    gone: false,
  }
  framework.executors.set(executor.id, executor)
  const command = executorInfo.command!
  const grace = executorInfo.shutdown_grace_period
  const base = executorEnvironment(state, framework.info, runOf(framework, executor), executor.directory, {
    ...(grace === undefined ? {} : { shutdownGrace: grace.nanoseconds / 1e6 }),
  })
  const environment = withCommandEnvironment(base, command)
  if (typeof environment === 'string') {
    const then = { kind: 'launch-failed', containerId, message: environment } as const
    return [{ kind: 'timer', id: `failed ${containerId}`, after: 0, then }]
  }
  return [
    ...(framework.info.checkpoint === true
      ? [{ kind: 'checkpoint-executor', run, info: executorInfo, command: false } as const]
      : []),
    {
      kind: 'launch',
      order: {
        containerId,
        run,
        kind: 'executor',
        command,
        ...(executorInfo.container === undefined ? {} : { container: executorInfo.container }),
        user: userOf(state, framework, command.user),
        directory: executor.directory,
        environment,
        resources: containerResources(executorInfo, [info]),
      },
    },
    {
      kind: 'timer',
      id: registrationTimer(containerId),
      after: state.settings.executorRegistrationTimeout,
      then: { kind: 'executor-registration-due', containerId },
    },
  ]
}
