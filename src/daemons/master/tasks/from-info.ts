import type { Task, TaskInfo } from '../../../mesos/messages/task.ts'

/** What the master remembers of a task that it launches. A command task has no executor of its own here. */
export const taskFromInfo = (info: TaskInfo, frameworkId: string): Task => {
  const { name, task_id, agent_id, resources, labels, discovery, container, health_check, kill_policy, limits } = info
  const task: Task = { name, task_id, framework_id: { value: frameworkId }, agent_id, state: 'TASK_STAGING' }
  if (info.executor) task.executor_id = info.executor.executor_id
  const user = info.command?.user ?? info.executor?.command?.user
  const optional = { resources, labels, discovery, container, health_check, kill_policy, limits, user }
  for (const [key, value] of Object.entries(optional)) if (value !== undefined) Object.assign(task, { [key]: value })
  return task
}
