import type { Task, TaskStatus } from '../../../../mesos/messages/task.ts'
import { taskView } from './task.ts'

interface Known {
  readonly state: Task['state']
  readonly count: number
  readonly last: TaskStatus | undefined
  readonly text: string
}

const known = new WeakMap<Task, Known>()

/**
 * PURE. The JSON of a task for v0 endpoints, remembered as long as the task is: its state and statuses are all that changes in a task, and a
 * status is never changed but replaced. Most tasks of a large cluster are the same from one poll to the next.
 */
export const taskText = (task: Task): string => {
  const before = known.get(task)
  const count = task.statuses?.length ?? 0
  const last = task.statuses?.[count - 1]
  if (before && before.state === task.state && before.count === count && before.last === last) return before.text
  const text = JSON.stringify(taskView(task))
  known.set(task, { state: task.state, count, last, text })
  return text
}
