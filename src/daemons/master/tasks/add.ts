import type { ExecutorInfo, Task } from '../../../mesos/messages/task.ts'
import type { Agent, Framework } from '../state.ts'

/** The framework and the agent hold the same object. The framework may be unknown no more than the agent. */
export const addTask = (framework: Framework, agent: Agent, task: Task): void => {
  framework.tasks.set(task.task_id.value, task)
  inner(agent.tasks, framework.id).set(task.task_id.value, task)
}

/** Framework and agent share one map of executors. */
export const addExecutor = (framework: Framework, agent: Agent, executor: ExecutorInfo): void => {
  const shared = inner(agent.executors, framework.id)
  shared.set(executor.executor_id.value, executor)
  framework.executors.set(agent.id, shared)
}

export const hasExecutor = (agent: Agent, frameworkId: string, executorId: string): boolean =>
  agent.executors.get(frameworkId)?.has(executorId) ?? false

const inner = <V>(outer: Map<string, Map<string, V>>, key: string): Map<string, V> => {
  const known = outer.get(key)
  if (known) return known
  const made = new Map<string, V>()
  outer.set(key, made)
  return made
}
