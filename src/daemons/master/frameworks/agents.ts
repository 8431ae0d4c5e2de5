import type { Agent, Framework, MasterState } from '../state.ts'

/** The registered agents that run something of the framework. */
export const agentsOf = (state: MasterState, framework: Framework): Agent[] => {
  const ids = new Set(framework.executors.keys())
  for (const task of framework.tasks.values()) ids.add(task.agent_id.value)
  return [...ids].flatMap(id => state.agents.registered.get(id) ?? [])
}
