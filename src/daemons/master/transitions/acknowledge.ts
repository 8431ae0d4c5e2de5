import type { CallAcknowledge } from '../../../mesos/messages/scheduler.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { drainedIfEmpty } from '../draining/drained.ts'
import type { Effect } from '../effects.ts'
import { warning } from '../log.ts'
import { toAgent } from '../send.ts'
import { removeTask } from '../tasks/remove.ts'
import type { Transition } from './transition.ts'

/** The framework has its status update; when it was the last one, the task is history. */
export const acknowledge: Transition<'acknowledge'> = (state, { frameworkId, call }, now) => {
  const { agent_id, task_id, uuid } = call
  const agent = state.agents.registered.get(agent_id.value)
  if (agent === undefined || !agent.connected) return dropped('its agent is not connected', call)
  const task = agent.tasks.get(frameworkId)?.get(task_id.value)
  // After a failover the agent says it again, and then it can be acknowledged.
  if (task && task.status_update_state === undefined) return dropped('this leader did not send the update', call)
  const over = task && isTerminal(task.status_update_state!) && task.status_update_uuid === uuid
  return [
    { kind: 'count', metric: 'master/valid_status_update_acknowledgements' },
    ...(over ? removeTask(state, task) : []),
    toAgent(agent, 'StatusUpdateAcknowledgementMessage', {
      agent_id,
      framework_id: { value: frameworkId },
      task_id,
      uuid,
    }),
    ...drainedIfEmpty(state, agent, now),
  ]
}

const dropped = (why: string, { agent_id, task_id }: CallAcknowledge): Effect[] => [
  warning('an acknowledgement is dropped', { why, agent: agent_id.value, task: task_id.value }),
  { kind: 'count', metric: 'master/invalid_status_update_acknowledgements' },
]
