import type { ExecutorInfo, TaskInfo } from '../../../mesos/messages/task.ts'
import { terminalIo } from '../containerizer/streams/container-io.ts'
import type { Effect } from '../effects.ts'
import type { Executor, FollowerState, FollowerTask, Framework } from '../state.ts'
import { newTask, report, runOf } from '../tasks.ts'
import { updateContainer } from './command-executor.ts'
import { executorEnvironment, withCommandEnvironment } from './environment.ts'
import { addExecutor } from './new-executor.ts'
import { queue, takeAll } from './queued.ts'
import { startExecutor } from './start-executor.ts'
import { registrationTimer } from './stop.ts'
import { hears, tell } from './tell.ts'

/** What an executor is to run: one task, or a group that is delivered whole. */
export interface Work {
  readonly tasks: readonly TaskInfo[]
  readonly grouped: boolean
}

/** Work for an executor of the framework's own, which is started where it does not run yet. */
export const launchOnCustom = (
  state: FollowerState,
  framework: Framework,
  info: ExecutorInfo,
  work: Work,
  now: number,
): Effect[] => {
  const running = framework.executors.get(info.executor_id.value)
  if (running === undefined) return startCustom(state, framework, info, work)
  queue(running, work.tasks, work.grouped)
  return hears(running) && running.state === 'running' ? deliverQueued(state, framework, running, now) : []
}

/** All that waits. Each task is on disk before the executor hears of it. */
export const deliverQueued = (state: FollowerState, framework: Framework, executor: Executor, now: number): Effect[] =>
  takeAll(executor).flatMap(({ tasks, grouped }) => {
    executor.delivered = true
    const held = tasks.map(info => ({ info, task: newTask(info, framework.id, executor) }))
    for (const one of held) executor.tasks.set(one.info.task_id.value, one)
    const run = runOf(framework, executor)
    const checkpoints = held.map(({ task, info }) => ({ kind: 'checkpoint-task', run, task, info }) as const)
    return [
      ...(framework.info.checkpoint === true ? checkpoints : []),
      updateContainer(executor),
      ...(grouped
        ? deliverGroup(state, framework, executor, held, now)
        : deliverTasks(state, framework, executor, tasks)),
    ]
  })

const deliverTasks = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  tasks: readonly TaskInfo[],
): Effect[] => tasks.flatMap(task => tell(state, framework, executor, { type: 'LAUNCH', launch: { task } }))

const deliverGroup = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  held: readonly (FollowerTask & { readonly info: TaskInfo })[],
  now: number,
): Effect[] => {
  const launch_group = { task_group: { tasks: held.map(({ info }) => info) } }
  const told = tell(state, framework, executor, { type: 'LAUNCH_GROUP', launch_group })
  if (told.length > 0) return told
  const news = {
    state: 'TASK_ERROR',
    source: 'SOURCE_AGENT',
    reason: 'REASON_TASK_GROUP_INVALID',
    message: 'The executor speaks libprocess, which knows no task groups',
  } as const
  return held.flatMap(one => report(state, framework, executor, one, news, now))
}

const startCustom = (state: FollowerState, framework: Framework, given: ExecutorInfo, work: Work): Effect[] => {
  const info = { ...given, framework_id: { value: framework.id } }
  const executor = addExecutor(state, framework, info, 'custom')
  queue(executor, work.tasks, work.grouped)
  const { containerId } = executor
  const command = info.command!
  const grace = info.shutdown_grace_period
  const base = executorEnvironment(state, framework.info, runOf(framework, executor), executor.directory, {
    ...(grace === undefined ? {} : { shutdownGrace: grace.nanoseconds / 1e6 }),
  })
  const environment = withCommandEnvironment(base, command)
  if (typeof environment === 'string') {
    const then = { kind: 'launch-failed', containerId, message: environment } as const
    return [{ kind: 'timer', id: `failed ${containerId}`, after: 0, then }]
  }
  const own = { custom: true, command, ...terminalIo(info.container), user: command.user, environment }
  return [
    ...startExecutor(state, framework, executor, work.tasks, own),
    {
      kind: 'timer',
      id: registrationTimer(containerId),
      after: state.settings.executorRegistrationTimeout,
      then: { kind: 'executor-registration-due', containerId },
    },
  ]
}
