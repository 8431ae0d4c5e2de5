import type { Task, TaskStatus } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { frameworkRemoved } from '../allocation.ts'
import { drainedIfEmpty } from '../draining/drained.ts'
import type { Effect } from '../effects.ts'
import { releaseExecutors } from '../executors/release.ts'
import { info } from '../log.ts'
import { forgetAnswers } from '../maintenance/answer.ts'
import { takeInverseOffers } from '../maintenance/inverse-offers.ts'
import { rescindAll } from '../offers/withdraw.ts'
import { toAgent } from '../send.ts'
import type { Framework, MasterState } from '../state.ts'
import { removeTask, trim } from '../tasks/remove.ts'
import { masterStatus } from '../tasks/status.ts'
import { recordStatus, updateTask } from '../tasks/update.ts'
import { agentsOf } from './agents.ts'
import { dropConnection } from './connection.ts'
import { forgetCounters } from './principal-counters.ts'
import { untrack } from './roles.ts'

/** The framework is over: its executors are shut down, its tasks killed; what is left of it is history. */
export const removeFramework = (state: MasterState, framework: Framework, why: string, now: number): Effect[] => {
  const agents = agentsOf(state, framework)
  const roles = [...state.roles].filter(([, ids]) => ids.has(framework.id)).map(([role]) => role)
  const effects: Effect[] = [info('a framework is removed', { framework: framework.id, why })]
  const { connection } = framework
  if (connection?.kind === 'http') effects.push({ kind: 'close-stream', streamId: connection.streamId })
  effects.push(...dropConnection(state, framework))
  if (connection?.kind === 'pid') framework.connection = connection // history shows where it was
  framework.connected = false
  framework.active = false
  framework.unregisteredAt = now
  effects.push(
    ...agents.map(agent => toAgent(agent, 'ShutdownFrameworkMessage', { framework_id: { value: framework.id } })),
    ...killTasks(state, framework, now),
    ...rescindAll(state, framework.offers),
    ...takeInverseOffers(state, framework.inverseOffers),
    ...agents.flatMap(agent => releaseExecutors(state, agent, framework.id)),
    ...agents.flatMap(agent => drainedIfEmpty(state, agent, now)),
    ...frameworkRemoved(state, framework.id),
    { kind: 'cancel-timer', id: `failover ${framework.id}` },
    { kind: 'cancel-timer', id: `heartbeat ${framework.id}` },
    { kind: 'publish', event: { type: 'FRAMEWORK_REMOVED', framework_removed: { framework_info: framework.info } } },
  )
  forgetAnswers(state, framework)
  untrack(state, framework, roles)
  framework.operations.clear() // their agents keep them; what they say of them the master acknowledges
  framework.operationIds.clear()
  state.frameworks.delete(framework.id)
  effects.push(...forgetCounters(state, framework))
  state.completedFrameworks.set(framework.id, framework)
  trim(state.completedFrameworks, state.settings.maxCompletedFrameworks)
  return effects
}

/** Nobody is told: there is no framework any more. */
const killTasks = (state: MasterState, framework: Framework, now: number): Effect[] => {
  const status = (task: Task) => killedStatus(framework, task, now)
  const unreachable = [...framework.unreachableTasks.values()]
  framework.unreachableTasks.clear()
  framework.completedTasks.push(...unreachable)
  return [
    ...unreachable.flatMap(task => recordStatus(task, status(task))), // they hold no resources
    ...[...framework.tasks.values()].flatMap(task => [
      ...(isTerminal(task.state) ? [] : updateTask(state, task, status(task))),
      ...removeTask(state, task),
    ]),
  ]
}

const killedStatus = ({ id }: Framework, { task_id, agent_id, executor_id }: Task, now: number): TaskStatus =>
  masterStatus(
    {
      taskId: task_id.value,
      agentId: agent_id.value,
      executorId: executor_id?.value,
      state: 'TASK_KILLED',
      reason: 'REASON_FRAMEWORK_REMOVED',
      message: `Framework ${id} removed`,
    },
    now,
  )
