import { notify } from '../frameworks/notify.ts'
import type { Transition } from './transition.ts'

export const executorMessage: Transition<'executor-message'> = (state, { from, message }) => {
  const { agent_id, framework_id, executor_id, data } = message
  const framework = state.frameworks.get(framework_id.value)
  const valid = framework?.connected && state.agents.registered.get(agent_id.value)?.pid === from
  if (!valid) return [{ kind: 'count', metric: 'master/invalid_executor_to_framework_messages' }]
  return [
    { kind: 'count', metric: 'master/valid_executor_to_framework_messages' },
    ...notify(framework, { type: 'MESSAGE', message: { agent_id, executor_id, data } }),
  ]
}
