import type { Task } from '../../../../mesos/messages/task.ts'
import type { MasterState } from '../../state.ts'
import { listOf, objectOf } from './pieces.ts'
import { sortedSlowly } from './sorted.ts'
import { taskView } from './task.ts'

export interface TasksQuery {
  readonly limit: number
  readonly offset: number
  readonly order: 'asc' | 'des'
  readonly frameworkId?: string
  readonly taskId?: string
}

const REST = 512 // tasks that are gathered at a stroke

/**
 * PURE. /tasks in pieces, first empty ones, while they are gathered and sorted by the time of their first status (as Mesos does in
 * both orders); tasks without a status count as older than all.
 */
export function* tasksPieces(state: MasterState, query: TasksQuery): Generator<string | Uint8Array> {
  const gathered: Task[] = []
  for (const task of matching(state, query)) if (gathered.push(task) % REST === 0) yield ''
  const sorted = yield* sortedSlowly(gathered, query.order === 'asc' ? oldestFirst : youngestFirst)
  const page = sorted.slice(query.offset, query.offset + query.limit)
  yield* objectOf({}, { tasks: listOf(page, task => JSON.stringify(taskView(task))) })
}

function* matching({ frameworks, completedFrameworks }: MasterState, query: TasksQuery): Generator<Task> {
  const { frameworkId, taskId } = query
  for (const framework of [...frameworks.values(), ...completedFrameworks.values()]) {
    if (frameworkId !== undefined && framework.id !== frameworkId) continue
    for (const list of [framework.tasks.values(), framework.unreachableTasks.values(), framework.completedTasks]) {
      for (const task of list) if (taskId === undefined || task.task_id.value === taskId) yield task
    }
  }
}

type Key = (task: Task) => number

const oldestFirst: Key = ({ statuses }) => (statuses?.[0] ? (statuses[0].timestamp ?? 0) : Number.NEGATIVE_INFINITY)
const youngestFirst: Key = task => -oldestFirst(task)
