import type { Task } from '../../../../mesos/messages/task.ts'
import type { MasterState } from '../../state.ts'
import { listOf, objectOf } from './pieces.ts'
import { taskView } from './task.ts'

export interface TasksQuery {
  readonly limit: number
  readonly offset: number
  readonly order: 'asc' | 'des'
  readonly frameworkId?: string
  readonly taskId?: string
}

const RUN = 512 // tasks that are sorted at a stroke

/**
 * PURE. /tasks in pieces, first empty ones, while they are gathered and sorted by the time of their first status (as Mesos does in
 * both orders); tasks without a status count as older than all.
 */
export function* tasksPieces(state: MasterState, query: TasksQuery): Generator<string | Uint8Array> {
  const gathered: Task[] = []
  for (const task of matching(state, query)) if (gathered.push(task) % RUN === 0) yield ''
  const sorted = yield* sort(gathered, query.order === 'asc' ? oldestFirst : youngestFirst)
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

/** A stable merge sort that rests now and then. */
function* sort(tasks: readonly Task[], key: Key): Generator<string, Task[]> {
  let runs: Keyed[][] = []
  for (let start = 0; start < tasks.length; start += RUN) {
    const run = tasks.slice(start, start + RUN).map(task => ({ task, key: key(task) }))
    runs.push(run.sort((a, b) => compare(a.key, b.key)))
    yield ''
  }
  while (runs.length > 1) {
    const merged: Keyed[][] = []
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* merge(runs[at]!, runs[at + 1] ?? []))
    runs = merged
  }
  return (runs[0] ?? []).map(({ task }) => task)
}

interface Keyed {
  readonly task: Task
  readonly key: number
}

const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0)

function* merge(left: readonly Keyed[], right: readonly Keyed[]): Generator<string, Keyed[]> {
  const merged: Keyed[] = []
  let [l, r] = [0, 0]
  while (l < left.length || r < right.length) {
    const fromLeft = r >= right.length || (l < left.length && left[l]!.key <= right[r]!.key)
    if (merged.push(fromLeft ? left[l++]! : right[r++]!) % RUN === 0) yield ''
  }
  return merged
}
