import { isAcknowledgedByLeader } from '../../../mesos/leader-acknowledges.ts'
import type { FrameworkID } from '../../../mesos/messages/ids.ts'
import type { StatusUpdate } from '../../../mesos/messages/internal-task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { drainedIfEmpty } from '../draining/drained.ts'
import type { Effect } from '../effects.ts'
import { forwardStatus } from '../frameworks/notify.ts'
import { warning } from '../log.ts'
import { send, toAgent } from '../send.ts'
import type { Agent, Framework, MasterState } from '../state.ts'
import { removeTask } from '../tasks/remove.ts'
import { updateTask } from '../tasks/update.ts'
import { acknowledge } from './acknowledge.ts'
import type { Transition } from './transition.ts'

/** An agent says how a task is. The framework hears it first of all, whatever we know of the task ourselves. */
export const statusUpdate: Transition<'status-update'> = (state, { from, update }, now) => {
  const agentId = update.agent_id?.value ?? ''
  const agent = state.agents.registered.get(agentId)
  const framework = state.frameworks.get(update.framework_id.value)
  const invalid = (why: string) => [
    warning('a status update is dropped', { task: update.status.task_id.value, agent: agentId, from, why }),
    { kind: 'count', metric: 'master/invalid_status_updates' } as const,
  ]
  if (agent === undefined || agent.pid !== from) return invalid('it is not from a registered agent')
  if (framework === undefined) {
    return [...invalid('its framework is unknown'), ...endedFramework(state, agent, update.framework_id)]
  }

  const { status: reported, latest_state, uuid } = update
  const status = {
    ...reported,
    agent_id: { value: agentId },
    ...(update.executor_id && { executor_id: update.executor_id }),
    timestamp: update.timestamp || (reported.timestamp ?? now / 1000),
    ...(uuid !== undefined && uuid !== '' && { uuid }),
  }
  const task = agent.tasks.get(framework.id)?.get(status.task_id.value)
  if (task === undefined && framework.tasks.has(status.task_id.value)) {
    return [...invalid('its task runs on another agent'), ...acknowledged(agent, update)]
  }
  const effects = forwardStatus(framework, update, status, agent.pid)
  if (task === undefined) {
    const lives = !isTerminal(latest_state ?? status.state)
    return [...effects, ...invalid('its task is unknown'), ...(lives ? [comeAgain(agent)] : [])]
  }
  effects.push(
    { kind: 'count', metric: `master/${framework.connected ? 'valid' : 'invalid'}_status_updates` },
    ...updateTask(state, task, status, latest_state),
  )
  const final = isTerminal(status.state) && status.uuid === undefined
  if (final) return [...effects, ...removeTask(state, task), ...drainedIfEmpty(state, agent, now)]
  return [...effects, ...inItsPlace(state, framework, { ...update, status }, now)]
}

/** Of a framework that is away and wants it so. */
const inItsPlace = (state: MasterState, framework: Framework, { status }: StatusUpdate, now: number): Effect[] => {
  const { agent_id, task_id, uuid } = status
  if (framework.connected || agent_id === undefined || uuid === undefined) return []
  if (!isAcknowledgedByLeader(framework.info)) return []
  return acknowledge(state, { kind: 'acknowledge', frameworkId: framework.id, call: { agent_id, task_id, uuid } }, now)
}

/** The framework never hears of it: it would take it for what the other one does. */
const acknowledged = (agent: Agent, { framework_id, status: { task_id }, uuid }: StatusUpdate): Effect[] =>
  uuid === undefined || uuid === ''
    ? []
    : [
        toAgent(agent, 'StatusUpdateAcknowledgementMessage', {
          agent_id: { value: agent.id },
          framework_id,
          task_id,
          uuid,
        }),
      ]

/**
 * The list of tasks that it came back with was older than this task: a launch reached it while its registration was under way. Who hears
 * that it is not connected comes with a new one.
 */
const comeAgain = ({ pid, observer }: Agent): Effect =>
  send(pid, 'PingSlaveMessage', { connected: false }, observer.name)

/** It has not heard that the framework is over: nobody will ever acknowledge. */
const endedFramework = ({ completedFrameworks }: MasterState, agent: Agent, framework_id: FrameworkID): Effect[] =>
  completedFrameworks.has(framework_id.value) ? [toAgent(agent, 'ShutdownFrameworkMessage', { framework_id })] : []
