import { releaseExecutor } from '../executors/release.ts'
import { notify } from '../frameworks/notify.ts'
import { hasExecutor } from '../tasks/add.ts'
import type { Transition } from './transition.ts'

export const executorExited: Transition<'executor-exited'> = (state, { from, message }) => {
  const { agent_id, framework_id, executor_id, status } = message
  const agent = state.agents.registered.get(agent_id.value)
  if (agent?.pid !== from) return []
  // That of a command task is the agent's own: neither we nor the framework know it.
  if (!hasExecutor(agent, framework_id.value, executor_id.value)) return []
  const framework = state.frameworks.get(framework_id.value)
  return [
    ...releaseExecutor(state, agent, framework_id.value, executor_id.value),
    ...(framework ? notify(framework, { type: 'FAILURE', failure: { agent_id, executor_id, status } }) : []),
  ]
}
