import { toAgent } from '../send.ts'
import type { Transition } from './transition.ts'

/** Best effort, as in Mesos. */
export const frameworkMessage: Transition<'framework-message'> = (state, { frameworkId, call }) => {
  const agent = state.agents.registered.get(call.agent_id.value)
  if (!agent?.connected) return [{ kind: 'count', metric: 'master/invalid_framework_to_executor_messages' }]
  const { agent_id, executor_id, data } = call
  return [
    { kind: 'count', metric: 'master/valid_framework_to_executor_messages' },
    toAgent(agent, 'FrameworkToExecutorMessage', {
      agent_id,
      framework_id: { value: frameworkId },
      executor_id,
      data,
    }),
  ]
}
