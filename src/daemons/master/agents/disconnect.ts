import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { agentActivity } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { releaseExecutors } from '../executors/release.ts'
import { notifyStatus } from '../frameworks/notify.ts'
import { info } from '../log.ts'
import { rescindInverseOffers } from '../maintenance/inverse-offers.ts'
import { rescindAll } from '../offers/withdraw.ts'
import type { Agent, Framework, MasterState } from '../state.ts'
import { removeTask } from '../tasks/remove.ts'
import { masterStatus } from '../tasks/status.ts'
import { updateTask } from '../tasks/update.ts'

/** The link to the agent broke: nothing is offered of it until it comes back, for which it has a time. */
export const disconnect = (state: MasterState, agent: Agent, now: number): Effect[] => {
  if (!agent.connected) return []
  agent.connected = false
  agent.active = false
  return [
    info('an agent is disconnected', { agent: agent.id, pid: agent.pid }),
    ...agentActivity(state, agent),
    ...rescindAll(state, agent.offers),
    ...rescindInverseOffers(state, agent.inverseOffers),
    ...[...agent.tasks.keys()].flatMap(id => endUncheckpointed(state, agent, state.frameworks.get(id), now)),
    {
      kind: 'timer',
      id: `reregister ${agent.id}`,
      after: state.settings.agentReregisterTimeout,
      next: { kind: 'agent-reregister-timeout', agentId: agent.id },
    },
  ]
}

/** Executors of a framework that does not checkpoint die with the agent process, so its tasks there are over. */
const endUncheckpointed = (
  state: MasterState,
  agent: Agent,
  framework: Framework | undefined,
  now: number,
): Effect[] => {
  if (framework === undefined || framework.info.checkpoint) return []
  const effects = [...(agent.tasks.get(framework.id)?.values() ?? [])].flatMap(task => {
    if (isTerminal(task.state)) return removeTask(state, task)
    const status = masterStatus(
      {
        taskId: task.task_id.value,
        agentId: agent.id,
        executorId: task.executor_id?.value,
        state: 'TASK_LOST',
        reason: 'REASON_AGENT_DISCONNECTED',
        message: `Agent ${agent.info.hostname} disconnected`,
      },
      now,
    )
    return [...updateTask(state, task, status), ...removeTask(state, task), ...notifyStatus(framework, status)]
  })
  effects.push(...releaseExecutors(state, agent, framework.id))
  return effects
}
