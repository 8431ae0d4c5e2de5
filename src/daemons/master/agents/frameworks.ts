import type { Effect } from '../effects.ts'
import { NO_PID, toAgent } from '../send.ts'
import type { Agent, Framework, MasterState } from '../state.ts'

/** The agent hears what its frameworks are by now: it may have missed changes. */
export const updateFrameworks = (state: MasterState, agent: Agent): Effect[] =>
  [...new Set([...agent.tasks.keys(), ...agent.executors.keys()])].flatMap(id => {
    const framework = state.frameworks.get(id)
    return framework?.connected ? [frameworkUpdate(agent, framework)] : []
  })

export const frameworkUpdate = (agent: Agent, framework: Framework): Effect =>
  toAgent(agent, 'UpdateFrameworkMessage', {
    framework_id: { value: framework.id },
    pid: pidOf(framework),
    framework_info: framework.info,
  })

export const pidOf = ({ connection }: Framework): string => (connection?.kind === 'pid' ? connection.pid : NO_PID)
