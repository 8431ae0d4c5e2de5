import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { ResourceVersionUUID } from '../../../mesos/messages/internal-operations.ts'
import type { ExecutorInfo, TaskInfo, TaskStatus } from '../../../mesos/messages/task.ts'
import { formatResources } from '../../../mesos/resources/format.ts'
import type { Effect } from '../effects.ts'
import { unknownResources } from '../resources/unknown.ts'
import { type Executor, executorOfTask, type FollowerState, type Framework, updateKey } from '../state.ts'
import { resend } from '../status-updates/stream.ts'
import { reportUnknown } from '../tasks.ts'
import { tellExited } from './exited.ts'
import { knowFramework } from './know-framework.ts'
import { launchCommandTask } from './launch-command-task.ts'
import { launchOnCustom } from './launch-custom-task.ts'
import { droppedState } from './lost.ts'
import { isOutdated } from './outdated.ts'
import { launchOnPod } from './pod/launch-on-pod.ts'
import { refusalOf } from './refusal.ts'
import { retireFramework } from './retire.ts'
import { stopExecutor } from './stop.ts'

/** A sound launch from our leader: all of it is taken, or none. */
export interface Launch {
  readonly frameworkId: string
  readonly info: FrameworkInfo
  /** Of a scheduler that speaks libprocess. */
  readonly pid?: string
  /** Absent: a command task. */
  readonly executor?: ExecutorInfo
  readonly tasks: readonly TaskInfo[]
  /** They are delivered, and killed, together. */
  readonly grouped: boolean
  /** Whether the leader expects that the executor starts now; absent: it is one that does not say. */
  readonly launchExecutor?: boolean
  /** The state of resources that the leader decided on. */
  readonly versions?: readonly ResourceVersionUUID[]
}

export const takeLaunch = (state: FollowerState, launch: Launch, now: number): Effect[] => {
  const dropped = whyDropped(state, launch)
  if (dropped !== undefined) return drop(state, launch, dropped, now)
  const { framework, effects: known } = knowFramework(state, launch)
  const present = launch.tasks.filter(({ task_id }) => executorOfTask(framework, task_id.value))
  if (present.length > 0) return [...known, ...alreadyHere(launch, present)]
  const executor = framework.executors.get(launch.executor?.executor_id.value ?? launch.tasks[0]!.task_id.value)
  const clash = executor && !isFor(executor, launch)
  if (clash) {
    return [
      ...known,
      ...refuseLaunch(
        state,
        launch,
        `an executor '${executor.id}' is here already, and not one that runs this task`,
        now,
      ),
    ]
  }
  const unfit = whyUnfit(launch, executor)
  if (unfit !== undefined) return [...known, ...unexpected(state, framework, launch, executor, unfit, now)]
  const unsupported = firstRefusal(state, framework, launch)
  if (unsupported !== undefined) return failAll(state, framework, launch, unsupported, now)
  return [...known, ...start(state, framework, launch, now)]
}

const start = (state: FollowerState, framework: Framework, launch: Launch, now: number): Effect[] => {
  const { executor, tasks, grouped } = launch
  if (executor === undefined) return tasks.flatMap(task => launchCommandTask(state, framework, task, now))
  return executor.type === 'DEFAULT'
    ? launchOnPod(state, framework, executor, tasks, now)
    : launchOnCustom(state, framework, executor, { tasks, grouped }, now)
}

/** Why nothing of it can be: told of each task, and the scheduler may go elsewhere. */
export const refuseLaunch = (state: FollowerState, launch: Launch, message: string, now: number): Effect[] => [
  { kind: 'log', level: 'warning', message: `refused a launch of ${launch.frameworkId}: ${message}` },
  ...noExecutor(state, launch),
  ...tellAll(
    state,
    launch,
    {
      state: 'TASK_ERROR',
      reason: launch.grouped ? 'REASON_TASK_GROUP_INVALID' : 'REASON_TASK_INVALID',
      message,
    },
    now,
  ),
]

type News = Required<Pick<TaskStatus, 'state' | 'reason' | 'message'>>

const tellAll = (state: FollowerState, { frameworkId, executor, tasks }: Launch, news: News, now: number): Effect[] =>
  tasks.flatMap(({ task_id }) =>
    reportUnknown(state, frameworkId, task_id.value, news, now, executor?.executor_id.value),
  )

/** The leader holds resources for an executor that will not be. */
const noExecutor = (state: FollowerState, { frameworkId, executor, launchExecutor }: Launch): Effect[] =>
  executor && launchExecutor ? tellExited(state, frameworkId, executor.executor_id.value) : []

const drop = (state: FollowerState, launch: Launch, why: Pick<News, 'reason' | 'message'>, now: number): Effect[] => [
  ...noExecutor(state, launch),
  ...tellAll(state, launch, { state: droppedState(launch.info), ...why }, now),
]

const whyDropped = (
  state: FollowerState,
  { frameworkId, executor, tasks, versions = [] }: Launch,
): Pick<News, 'reason' | 'message'> | undefined => {
  if (state.draining) {
    return { reason: 'REASON_AGENT_DRAINING', message: 'Task was received while agent was already draining' }
  }
  if (state.phase === 'terminating' || state.frameworks.get(frameworkId)?.terminating) {
    return { reason: 'REASON_EXECUTOR_TERMINATED', message: 'The framework is being shut down here' }
  }
  const used = tasks.flatMap(task => task.resources ?? [])
  if (isOutdated(state, versions, used) && !isHere(state, frameworkId, tasks)) {
    return { reason: 'REASON_INVALID_OFFERS', message: 'Task assumes outdated resource state' }
  }
  const unknown = unknownResources(state, [...(executor?.resources ?? []), ...used])
  if (unknown.length > 0) {
    return { reason: 'REASON_RESOURCES_UNKNOWN', message: `reserved here is no ${formatResources(unknown)}` }
  }
  return undefined
}

/** A launch that came before is judged by what we were then. */
const isHere = (state: FollowerState, frameworkId: string, tasks: readonly TaskInfo[]): boolean => {
  const framework = state.frameworks.get(frameworkId)
  return framework !== undefined && tasks.some(({ task_id }) => executorOfTask(framework, task_id.value))
}

/** A launch that comes twice is one; what else was in it can't be told apart from what is here. */
const alreadyHere = ({ frameworkId }: Launch, present: readonly TaskInfo[]): Effect[] =>
  present.map(({ task_id }) => ({
    kind: 'log',
    level: 'warning',
    message: `task ${task_id.value} of ${frameworkId} is here already`,
  }))

const isFor = ({ kind }: Executor, { executor }: Launch): boolean =>
  executor !== undefined && kind === (executor.type === 'DEFAULT' ? 'pod' : 'custom')

/** The leader and we do not agree on whether the executor is here, or it is about to end. */
const whyUnfit = ({ executor: wanted, launchExecutor }: Launch, executor: Executor | undefined): string | undefined => {
  if (wanted === undefined) return undefined
  if (launchExecutor === false && executor === undefined)
    return 'No executor is expected to launch and there is none running'
  if (launchExecutor === true && executor) return 'Master wants to launch executor, but one already exists'
  if (executor?.gone) return 'Executor terminated'
  return executor?.state === 'terminating' ? 'Executor terminating' : undefined
}

const unexpected = (
  state: FollowerState,
  framework: Framework,
  launch: Launch,
  executor: Executor | undefined,
  message: string,
  now: number,
): Effect[] => {
  const told = tellAll(
    state,
    launch,
    { state: droppedState(launch.info), reason: 'REASON_EXECUTOR_TERMINATED', message },
    now,
  )
  if (executor === undefined) return [...told, ...retireFramework(state, framework)]
  if (executor.gone) return [...told, ...noExecutor(state, launch), ...hasten(state, framework, executor)]
  return [...told, ...(launch.launchExecutor === true ? stopExecutor(state, framework, executor, now) : [])]
}

/** It is in the way only until the last word on its tasks is acknowledged, which may have been lost. */
const hasten = (state: FollowerState, framework: Framework, { tasks }: Executor): Effect[] =>
  resend(
    state,
    [...tasks.keys()].map(id => updateKey(framework.id, id)),
  )

const firstRefusal = (state: FollowerState, { info }: Framework, { tasks }: Launch): string | undefined => {
  for (const task of tasks) {
    const refusal = refusalOf(state, info, task)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const failAll = (
  state: FollowerState,
  framework: Framework,
  launch: Launch,
  message: string,
  now: number,
): Effect[] => [
  ...tellAll(state, launch, { state: 'TASK_FAILED', reason: 'REASON_CONTAINER_LAUNCH_FAILED', message }, now),
  ...launch.tasks.map(() => ({ kind: 'count', metric: 'slave/tasks_failed' }) as const),
  ...noExecutor(state, launch),
  ...retireFramework(state, framework),
]
