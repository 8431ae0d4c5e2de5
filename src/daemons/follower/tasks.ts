import type { StatusUpdate } from '../../mesos/messages/internal-task.ts'
import type { Task, TaskInfo } from '../../mesos/messages/task.ts'
import { checksTold } from './checks/told.ts'
import type { Effect, Run } from './effects.ts'
import { type Executor, executorOfTask, type FollowerState, type FollowerTask, type Framework } from './state.ts'
import { makeUpdate, type StatusNews } from './status-updates/make-status.ts'
import { enqueueUpdate, type StreamPlace } from './status-updates/stream.ts'
import { whileDraining } from './status-updates/while-draining.ts'

/** The words that /state and a re-registration have for a task. */
export const newTask = (info: TaskInfo, frameworkId: string, executor: Executor): Task => ({
  name: info.name,
  task_id: info.task_id,
  framework_id: { value: frameworkId },
  // A command task's executor is none of the framework's business.
  ...(executor.kind !== 'command' ? { executor_id: { value: executor.id } } : {}),
  agent_id: info.agent_id,
  state: 'TASK_STAGING',
  resources: info.resources,
  ...pick(info, 'labels', 'discovery', 'container', 'health_check', 'kill_policy', 'limits'),
  ...((info.command?.user ?? info.executor?.command?.user)
    ? { user: info.command?.user ?? info.executor?.command?.user }
    : {}),
})

const pick = <T extends object, K extends keyof T>(from: T, ...keys: readonly K[]): Partial<Pick<T, K>> =>
  Object.fromEntries(keys.filter(key => from[key] !== undefined).map(key => [key, from[key]])) as Partial<Pick<T, K>>

export const runOf = (framework: Framework, executor: Executor): Run => ({
  frameworkId: framework.id,
  executorId: executor.id,
  containerId: executor.containerId,
})

/** What a task of ours runs in: its executor's container, or one within a pod's. */
export type OwnContainer = Pick<Executor, 'containerId' | 'directory' | 'process'>

/** Absent: there is none any more. */
export const containerOfTask = (
  state: FollowerState,
  executor: Executor,
  { nested }: FollowerTask,
): OwnContainer | undefined => {
  if (nested === undefined) return executor
  const found = state.containers.get(nested)
  return (
    found && { containerId: nested, directory: found.directory, ...(found.process ? { process: found.process } : {}) }
  )
}

/** Where the executor's updates go on disk: nowhere unless the framework checkpoints. */
export const placeOf = (framework: Framework, executor: Executor): StreamPlace =>
  framework.info.checkpoint === true ? { executorId: executor.id, containerId: executor.containerId } : undefined

/** News of a task that we have: the task remembers it, the framework is told. */
export const report = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  held: FollowerTask,
  news: StatusNews,
  now: number,
): Effect[] => {
  const told = { ...checksTold(held, news.state), ...news }
  const update = makeUpdate(state, framework.id, held.task.task_id.value, executor, told, now, held.nested)
  return [...takeUpdate(state, framework, executor, held, update), ...countState(news)]
}

/** An update that is already made, ours or an executor's. */
export const takeUpdate = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  { task }: FollowerTask,
  update: StatusUpdate,
): Effect[] => {
  const status = whileDraining(state.draining?.config, framework, update.status)
  task.state = status.state
  const { data: _, ...kept } = status
  task.statuses ??= []
  if (task.statuses.at(-1)?.state === status.state) task.statuses.pop()
  task.statuses.push(kept)
  return enqueueUpdate(state, { ...update, status }, placeOf(framework, executor))
}

const countState = ({ state }: StatusNews): Effect[] => {
  const name = state.toLowerCase().replace('task_', 'tasks_')
  return ['tasks_finished', 'tasks_failed', 'tasks_killed', 'tasks_lost', 'tasks_gone'].includes(name)
    ? [{ kind: 'count', metric: `slave/${name}` }]
    : []
}

/** News of a task that never came to life here. */
export const reportUnknown = (
  state: FollowerState,
  frameworkId: string,
  taskId: string,
  news: StatusNews,
  now: number,
  executorId?: string,
): Effect[] => {
  const update = makeUpdate(state, frameworkId, taskId, undefined, { source: 'SOURCE_AGENT', ...news }, now)
  const ids = executorId === undefined ? {} : { executor_id: { value: executorId } }
  return enqueueUpdate(state, { ...update, ...ids, status: { ...update.status, ...ids } }, undefined)
}

export const findTask = (
  state: FollowerState,
  frameworkId: string,
  taskId: string,
): { readonly framework: Framework; readonly executor: Executor; readonly held: FollowerTask } | undefined => {
  const framework = state.frameworks.get(frameworkId)
  const executor = framework && executorOfTask(framework, taskId)
  const held = executor?.tasks.get(taskId)
  return framework && executor && held && { framework, executor, held }
}

/** It ran here, and its end was told and acknowledged; as far back as history goes. */
export const hasEnded = (state: FollowerState, frameworkId: string, taskId: string): boolean =>
  [state.frameworks.get(frameworkId), state.completedFrameworks.find(({ id }) => id === frameworkId)]
    .flatMap(framework => [...(framework?.executors.values() ?? []), ...(framework?.completedExecutors ?? [])])
    .some(({ completedTasks }) => completedTasks.some(({ task_id }) => task_id.value === taskId))
