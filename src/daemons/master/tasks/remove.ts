import type { Task } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import type { Effect } from '../effects.ts'
import type { Framework, MasterState } from '../state.ts'
import { releaseTask } from './update.ts'

/**
 * Takes a task out of what runs, into its framework's history. `unreachable`: its agent is, so that the task may come back.
 * A task that had not ended gives its resources back.
 */
export const removeTask = (state: MasterState, task: Task, { unreachable = false } = {}): Effect[] => {
  const frameworkId = task.framework_id.value
  const taskId = task.task_id.value
  const framework = state.frameworks.get(frameworkId)
  const agent = state.agents.registered.get(task.agent_id.value)
  const effects = isTerminal(task.state) ? [] : releaseTask(state, task)
  forget(agent?.tasks, frameworkId, taskId)
  forget(agent?.killed, frameworkId, taskId)
  if (framework === undefined) return effects
  framework.tasks.delete(taskId)
  if (unreachable) {
    framework.unreachableTasks.set(taskId, task)
    trim(framework.unreachableTasks, state.settings.maxUnreachableTasksPerFramework)
  } else {
    completeTask(state, framework, task)
  }
  return effects
}

/** Into its framework's history, where the oldest makes room. */
export const completeTask = ({ settings }: MasterState, { completedTasks }: Framework, task: Task): void => {
  completedTasks.push(task)
  if (completedTasks.length > settings.maxCompletedTasksPerFramework) completedTasks.shift()
}

const forget = (
  outer: Map<string, { delete(key: string): boolean; size: number }> | undefined,
  key: string,
  id: string,
) => {
  const inner = outer?.get(key)
  inner?.delete(id)
  if (inner?.size === 0) outer?.delete(key)
}

/** Drops the oldest entries of a map until it holds no more than `most`. */
export const trim = (map: Map<string, unknown>, most: number): void => {
  for (const key of map.keys()) {
    if (map.size <= most) return
    map.delete(key)
  }
}
