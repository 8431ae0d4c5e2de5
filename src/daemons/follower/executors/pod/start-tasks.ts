import type { TaskInfo } from '../../../../mesos/messages/task.ts'
import { terminalIo } from '../../containerizer/streams/container-io.ts'
import type { Effect, LaunchOrder } from '../../effects.ts'
import type { EventOf } from '../../events.ts'
import type { Executor, FollowerState, FollowerTask, Framework, HeldContainer } from '../../state.ts'
import { findTask, newTask, report, runOf } from '../../tasks.ts'
import { containerResources, updateContainer } from '../command-executor.ts'
import { podTaskEnvironment, withCommandEnvironment } from '../environment.ts'
import { userOf } from '../launch-command-task.ts'
import { takeAll } from '../queued.ts'
import { taskRuns } from '../task-runs.ts'

/** Each task that waits becomes a container within the pod's: on disk first, then it is said to start, then it does. */
export const startPodTasks = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  now: number,
): Effect[] => {
  const groups = takeAll(executor)
  if (groups.length === 0) return []
  executor.delivered = true
  const starts = groups.flatMap(({ tasks }) => {
    const group = state.random.uuid()
    return tasks.map(info => startTask(state, framework, executor, info, group, now))
  })
  return [...starts.flatMap(({ first }) => first), updateContainer(executor), ...starts.flatMap(({ then }) => then)]
}

const startTask = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  info: TaskInfo,
  group: string,
  now: number,
): { readonly first: Effect[]; readonly then: Effect[] } => {
  const taskId = info.task_id.value
  const nested = `${executor.containerId}/${state.random.uuid()}`
  const held: FollowerTask = { info, task: newTask(info, framework.id, executor), nested, group }
  executor.tasks.set(taskId, held)
  const user = userOf(state, framework, info.command?.user)
  const container = podContainer(framework.id, executor, held, user)
  state.containers.set(nested, container)
  const run = runOf(framework, executor)
  const checkpoint: Effect[] =
    framework.info.checkpoint === true
      ? [{ kind: 'checkpoint-task', run, task: held.task, info, pod: { nested, group } }]
      : []
  return {
    first: [...checkpoint, ...report(state, framework, executor, held, { state: 'TASK_STARTING' }, now)],
    then: [
      launchEffect(state, container, info),
      { kind: 'link-task', sandbox: executor.directory, taskId, target: container.directory },
    ],
  }
}

/** What a pod's task is to the containerizer; also when it is found again. */
export const podContainer = (
  frameworkId: string,
  executor: Executor,
  { info, task, nested = '' }: FollowerTask,
  user: string | undefined,
): HeldContainer => ({
  id: nested,
  kind: 'nested',
  command: info?.command ?? {},
  ...(info?.container === undefined ? {} : { info: info.container }),
  directory: `${executor.directory}/containers/${nested.slice(nested.lastIndexOf('/') + 1)}`,
  ...(user === undefined ? {} : { user }),
  resources: task.resources ?? [],
  task: { frameworkId, executorId: executor.id, taskId: task.task_id.value },
  phase: 'starting',
})

const launchEffect = (state: FollowerState, container: HeldContainer, info: TaskInfo): Effect => {
  const environment = withCommandEnvironment(podTaskEnvironment(state, container, info), container.command)
  if (typeof environment === 'string') {
    const then = { kind: 'launch-failed', containerId: container.id, message: environment } as const
    return { kind: 'timer', id: `failed ${container.id}`, after: 0, then }
  }
  const order: LaunchOrder = {
    containerId: container.id,
    kind: 'nested',
    command: container.command,
    ...(container.info === undefined ? {} : { container: container.info }),
    ...terminalIo(container.info),
    ...(container.user === undefined ? {} : { user: container.user }),
    directory: container.directory,
    environment,
    resources: containerResources({ executor_id: { value: '' } }, [info]),
  }
  return { kind: 'launch', order }
}

export const podTaskStarted = (
  state: FollowerState,
  container: HeldContainer,
  { pid, startTime }: EventOf<'container-started'>,
  now: number,
): Effect[] => {
  if (container.process !== undefined || container.phase === 'ended' || container.task === undefined) return []
  container.process = { pid, startTime }
  if (container.phase === 'starting') container.phase = 'running'
  const { frameworkId, executorId, taskId } = container.task
  const found = findTask(state, frameworkId, taskId)
  if (found === undefined || found.executor.id !== executorId) return []
  return taskRuns(state, found.framework, found.executor, found.held, now)
}
