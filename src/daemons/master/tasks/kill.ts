import type { KillPolicy } from '../../../mesos/messages/command.ts'
import type { Effect } from '../effects.ts'
import { toAgent } from '../send.ts'
import type { Agent } from '../state.ts'

/** Remembered before it is said: an agent that is away hears it when it comes back. */
export const rememberKill = (agent: Agent, frameworkId: string, taskId: string, policy?: KillPolicy): void => {
  const killed = agent.killed.get(frameworkId) ?? new Map()
  agent.killed.set(frameworkId, killed.set(taskId, policy))
}

export const killTask = (agent: Agent, frameworkId: string, taskId: string, policy?: KillPolicy): Effect =>
  toAgent(agent, 'KillTaskMessage', {
    framework_id: { value: frameworkId },
    task_id: { value: taskId },
    ...(policy && { kill_policy: policy }),
  })
