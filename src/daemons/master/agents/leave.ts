import type { OperationState } from '../../../mesos/messages/offer.ts'
import type { Task, TaskState, TaskStatus } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { agentRemoved } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { notifyAgentLost, notifyStatus } from '../frameworks/notify.ts'
import { leaveMaintenance } from '../maintenance/agents.ts'
import { rescindAll } from '../offers/withdraw.ts'
import { leaveOperations } from '../operations/feedback.ts'
import type { Agent, Framework, MasterState } from '../state.ts'
import { removeTask } from '../tasks/remove.ts'
import { masterStatus } from '../tasks/status.ts'
import { updateTask } from '../tasks/update.ts'
import { cancelDeparture } from './departures.ts'
import { noLonger } from './hold-back.ts'

export interface Departure {
  readonly message: string
  /** What its tasks become for this framework. */
  readonly fate: (framework: Framework | undefined) => {
    readonly state: TaskState
    readonly reason: TaskStatus['reason']
  }
  /** What its operations become; absent: nobody hears of them. */
  readonly operations?: { readonly state: OperationState; readonly message: string }
  /** ms; set when the agent may come back with its tasks. */
  readonly unreachableSince?: number
}

/**
 * The agent leaves the registered ones: its tasks end, or are unreachable, and their frameworks hear so; its offers are rescinded, all
 * frameworks hear that it is lost. Where it stands from now on (unreachable, gone, removed) is the caller's to say.
 */
export const leave = (state: MasterState, agent: Agent, departure: Departure, now: number): Effect[] => {
  const effects = [...agent.tasks.values()]
    .flatMap(tasks => [...tasks.values()])
    .flatMap(task => endTask(state, task, departure, now))
  effects.push(...rescindAll(state, agent.offers), ...leaveMaintenance(state, agent))
  for (const frameworkId of agent.executors.keys()) state.frameworks.get(frameworkId)?.executors.delete(agent.id)
  effects.push(...leaveOperations(state, agent, departure.operations))
  const { registered, byPid, byObserver, inTransition } = state.agents
  registered.delete(agent.id)
  const ownsPid = byPid.get(agent.pid) === agent.id // another agent may live there by now
  if (ownsPid) {
    byPid.delete(agent.pid)
    state.authenticated.delete(agent.pid)
  }
  byObserver.delete(agent.observer.name)
  inTransition.delete(agent.id)
  effects.push(
    ...agentRemoved(state, agent.id),
    ...cancelDeparture(state, agent.id),
    { kind: 'cancel-timer', id: `ping ${agent.id}` },
    { kind: 'cancel-timer', id: `reregister ${agent.id}` },
    ...noLonger(agent),
    ...(ownsPid ? [{ kind: 'unlink', pid: agent.pid } as const] : []),
    ...notifyAgentLost(state, agent.id),
    { kind: 'publish', event: { type: 'AGENT_REMOVED', agent_removed: { agent_id: { value: agent.id } } } },
  )
  return effects
}

const endTask = (state: MasterState, task: Task, departure: Departure, now: number): Effect[] => {
  if (isTerminal(task.state)) return removeTask(state, task)
  const framework = state.frameworks.get(task.framework_id.value)
  const status = masterStatus(
    {
      taskId: task.task_id.value,
      agentId: task.agent_id.value,
      executorId: task.executor_id?.value,
      ...departure.fate(framework),
      message: departure.message,
      unreachableSince: departure.unreachableSince,
    },
    now,
  )
  return [
    ...updateTask(state, task, status),
    ...removeTask(state, task, { unreachable: departure.unreachableSince !== undefined }),
    ...notifyStatus(framework, status),
  ]
}
