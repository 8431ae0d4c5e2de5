import { drainedIfEmpty } from '../draining/drained.ts'
import { warning } from '../log.ts'
import { toAgent } from '../send.ts'
import { removeTask } from '../tasks/remove.ts'
import { isTerminal } from '../tasks/states.ts'
import type { Transition } from './transition.ts'

/** The framework has its status update; when it was the last one, the task is history. */
export const acknowledge: Transition<'acknowledge'> = (state, { frameworkId, call }, now) => {
  const { agent_id, task_id, uuid } = call
  const agent = state.agents.registered.get(agent_id.value)
  if (agent === undefined || !agent.connected) {
    return [
      warning('an acknowledgement is dropped: its agent is not connected', { agent: agent_id.value }),
      { kind: 'count', metric: 'master/invalid_status_update_acknowledgements' },
    ]
  }
  const task = agent.tasks.get(frameworkId)?.get(task_id.value)
  const over = task && isTerminal(task.status_update_state ?? task.state) && task.status_update_uuid === uuid
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
