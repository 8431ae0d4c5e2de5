import { warning } from '../log.ts'
import { toAgent } from '../send.ts'
import type { Transition } from './transition.ts'

export const shutdownExecutor: Transition<'shutdown-executor'> = (state, { frameworkId, call }) => {
  const agent = state.agents.registered.get(call.agent_id.value)
  const executor = call.executor_id.value
  if (!agent?.connected) return [warning('can not shut an executor down: its agent is not connected', { executor })]
  const message = { executor_id: call.executor_id, framework_id: { value: frameworkId } }
  return [toAgent(agent, 'ShutdownExecutorMessage', message)]
}
