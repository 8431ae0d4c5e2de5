import type { TaskInfo } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import type { Executor, Framework } from '../state.ts'
import { newTask, runOf } from '../tasks.ts'

/** Tasks that wait for their executor. `grouped`: they came as one. */
export const queue = (executor: Executor, tasks: readonly TaskInfo[], grouped: boolean): void => {
  for (const info of tasks) executor.queued.set(info.task_id.value, info)
  if (grouped) executor.queuedGroups = [...executor.queuedGroups, tasks.map(({ task_id }) => task_id.value)]
}

/** What was queued, in the order of coming: groups stay together. The queue is empty afterwards. */
export const takeAll = (executor: Executor): readonly { readonly tasks: TaskInfo[]; readonly grouped: boolean }[] => {
  const { queued, queuedGroups } = executor
  const parts: { tasks: TaskInfo[]; grouped: boolean }[] = []
  for (const [id, info] of queued) {
    const group = queuedGroups.find(ids => ids.includes(id))
    if (group === undefined) parts.push({ tasks: [info], grouped: false })
    else if (group[0] === id) parts.push({ tasks: group.flatMap(one => queued.get(one) ?? []), grouped: true })
  }
  queued.clear()
  executor.queuedGroups = []
  return parts
}

/** The tasks that a queued task lives and dies with: itself, where it came alone. */
export const groupOf = (executor: Executor, taskId: string): readonly string[] =>
  executor.queuedGroups.find(ids => ids.includes(taskId)) ?? [taskId]

/** Tasks that no executor will get become tasks that can be reported on, on disk like all others. `only`: those. */
export const takeQueued = (framework: Framework, executor: Executor, only?: readonly string[]): Effect[] => {
  const taken = [...executor.queued.values()].filter(
    ({ task_id }) => only === undefined || only.includes(task_id.value),
  )
  executor.queuedGroups = executor.queuedGroups.filter(ids => only !== undefined && !ids.some(id => only.includes(id)))
  return taken.flatMap(info => {
    executor.queued.delete(info.task_id.value)
    const task = newTask(info, framework.id, executor)
    executor.tasks.set(info.task_id.value, { info, task })
    if (framework.info.checkpoint !== true) return []
    return [{ kind: 'checkpoint-task', run: runOf(framework, executor), task, info } as const]
  })
}
