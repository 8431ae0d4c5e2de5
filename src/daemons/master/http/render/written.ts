import type { Task } from '../../../../mesos/messages/task.ts'
import type { Agent, MasterState } from '../../state.ts'
import { agentView } from './agent.ts'
import { heldPrint } from './held-print.ts'
import { createRemembering, type Remembering } from './remembered.ts'
import { taskView } from './task.ts'

/** PURE. What v0 endpoints have written of tasks and agents, each with a comma in front, for listOfWritten(). */
export interface Written {
  readonly tasks: Remembering<Task>
  readonly agents: Remembering<Agent>
}

export const createWritten = (state: MasterState): Written => ({
  tasks: createRemembering<Task>({
    key: task => task.task_id.value,
    marks: taskMarks,
    write: task => `,${JSON.stringify(taskView(task))}`,
  }),
  agents: createRemembering<Agent>({
    key: agent => agent.id,
    marks: [...agentMarks, agent => heldPrint(state, agent)],
    write: agent => `,${JSON.stringify(agentView(state, agent))}`,
  }),
})

/** Statuses are never changed but replaced; one that repeats the state of the last takes its place. */
export const taskMarks: readonly ((task: Task) => unknown)[] = [
  task => task,
  task => task.state,
  task => task.statuses?.length,
  task => task.statuses?.at(-1),
  task => task.status_update_state,
  task => task.status_update_uuid,
]

/** All of an agent but what it has in use and what is offered of it. */
export const agentMarks: readonly ((agent: Agent) => unknown)[] = [
  agent => agent,
  agent => agent.info,
  agent => agent.pid,
  agent => agent.version,
  agent => agent.capabilities,
  agent => agent.active,
  agent => agent.deactivated,
  agent => agent.drain,
  agent => agent.reregisteredAt,
  agent => agent.total,
]
