import type { Task, TaskState, TaskStatus } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { released } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import type { MasterState } from '../state.ts'
import { countTask } from './count.ts'

/** As recordStatus does it; the resources of a task that ended by it go back to the allocator. */
export const updateTask = (state: MasterState, task: Task, status: TaskStatus, latest?: TaskState): Effect[] => {
  const ended = isTerminal(task.state)
  const effects = recordStatus(task, status, latest)
  return !ended && isTerminal(task.state) ? [...effects, ...releaseTask(state, task)] : effects
}

/**
 * A status becomes the task's. `latest`: the state that the agent knows by now, which may be ahead of the status. A task that has
 * ended keeps its state.
 */
export const recordStatus = (task: Task, status: TaskStatus, latest?: TaskState): Effect[] => {
  const before = task.state
  const ended = isTerminal(before)
  const repeated = task.statuses?.at(-1)?.state === status.state && before === status.state
  if (!ended) task.state = latest ?? status.state
  task.status_update_state = status.state
  task.status_update_uuid = status.uuid
  remember(task, status)
  const effects: Effect[] = []
  if (!repeated || status.uuid !== undefined) effects.push(published(task, status))
  if (!ended && isTerminal(task.state)) effects.push(...countTask(task, status))
  return effects
}

export const releaseTask = (state: MasterState, task: Task): Effect[] => {
  const agent = state.agents.registered.get(task.agent_id.value)
  agent?.killed.get(task.framework_id.value)?.delete(task.task_id.value)
  return released(state, task.framework_id.value, task.agent_id.value, task.resources ?? [])
}

/** One status for each run of the same state; without data, which may be large and is the framework's alone. */
const remember = (task: Task, { data: _, ...status }: TaskStatus): void => {
  const statuses = (task.statuses ??= [])
  if (statuses.at(-1)?.state === status.state) statuses.pop()
  statuses.push(status)
}

const published = (task: Task, { data: _, ...status }: TaskStatus): Effect => ({
  kind: 'publish',
  event: {
    type: 'TASK_UPDATED',
    task_updated: { framework_id: task.framework_id, status, state: task.state },
  },
})
