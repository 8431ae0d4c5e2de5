import type { Task, TaskStatus } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'

const SOURCE: Readonly<Record<string, string>> = {
  SOURCE_MASTER: 'master',
  SOURCE_AGENT: 'slave',
  SOURCE_EXECUTOR: 'executor',
}

/** Counters of a task's end: `master/tasks_lost`, `master/task_lost/source_slave/reason_executor_terminated`. */
export const countTask = (task: Task, status: TaskStatus): Effect[] => {
  const name = task.state.toLowerCase().replace('task_', '')
  const source = SOURCE[status.source ?? '']
  const reason = status.reason?.toLowerCase().replace('agent', 'slave')
  return [
    { kind: 'count', metric: `master/tasks_${name}`, frameworkId: task.framework_id.value },
    ...(source && reason ? [{ kind: 'count', metric: `master/task_${name}/source_${source}/${reason}` } as const] : []),
  ]
}
