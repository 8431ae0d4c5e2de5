import { released } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import type { Agent, MasterState } from '../state.ts'

/** An executor is no more: its own resources are free again. Nothing when it is not known. */
export const releaseExecutor = (
  state: MasterState,
  agent: Agent,
  frameworkId: string,
  executorId: string,
): Effect[] => {
  const executors = agent.executors.get(frameworkId)
  const executor = executors?.get(executorId)
  if (executors === undefined || executor === undefined) return []
  executors.delete(executorId)
  if (executors.size === 0) {
    agent.executors.delete(frameworkId)
    state.frameworks.get(frameworkId)?.executors.delete(agent.id)
  }
  return released(state, frameworkId, agent.id, executor.resources ?? [])
}

export const releaseExecutors = (state: MasterState, agent: Agent, frameworkId: string): Effect[] =>
  [...(agent.executors.get(frameworkId)?.keys() ?? [])].flatMap(id => releaseExecutor(state, agent, frameworkId, id))
