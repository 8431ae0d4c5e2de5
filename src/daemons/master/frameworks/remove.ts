import { frameworkRemoved } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { releaseExecutors } from '../executors/release.ts'
import { info } from '../log.ts'
import { rescindAll } from '../offers/withdraw.ts'
import { toAgent } from '../send.ts'
import type { Framework, MasterState } from '../state.ts'
import { removeTask, trim } from '../tasks/remove.ts'
import { isTerminal } from '../tasks/states.ts'
import { masterStatus } from '../tasks/status.ts'
import { updateTask } from '../tasks/update.ts'
import { agentsOf } from './agents.ts'
import { dropConnection } from './connection.ts'
import { untrack } from './roles.ts'

/** The framework is over: its executors are shut down, its tasks killed; what is left of it is history. */
export const removeFramework = (state: MasterState, framework: Framework, why: string, now: number): Effect[] => {
  const agents = agentsOf(state, framework)
  const roles = [...state.roles].filter(([, ids]) => ids.has(framework.id)).map(([role]) => role)
  const effects: Effect[] = [info('a framework is removed', { framework: framework.id, why })]
  if (framework.connection?.kind === 'http') {
    effects.push({ kind: 'close-stream', streamId: framework.connection.streamId })
  }
  dropConnection(state, framework)
  framework.connected = false
  framework.active = false
  framework.unregisteredAt = now
  effects.push(
    ...agents.map(agent => toAgent(agent, 'ShutdownFrameworkMessage', { framework_id: { value: framework.id } })),
    ...killTasks(state, framework, now),
    ...rescindAll(state, framework.offers),
    ...agents.flatMap(agent => releaseExecutors(state, agent, framework.id)),
    ...frameworkRemoved(state, framework.id),
    { kind: 'cancel-timer', id: `failover ${framework.id}` },
    { kind: 'cancel-timer', id: `heartbeat ${framework.id}` },
    { kind: 'publish', event: { type: 'FRAMEWORK_REMOVED', framework_removed: { framework_info: framework.info } } },
  )
  untrack(state, framework, roles)
  state.frameworks.delete(framework.id)
  state.completedFrameworks.set(framework.id, framework)
  trim(state.completedFrameworks, state.settings.maxCompletedFrameworks)
  return effects
}

/** Nobody is told: there is no framework any more. */
const killTasks = (state: MasterState, framework: Framework, now: number): Effect[] => {
  for (const task of framework.unreachableTasks.values()) framework.completedTasks.push(task)
  framework.unreachableTasks.clear()
  return [...framework.tasks.values()].flatMap(task => {
    if (isTerminal(task.state)) return removeTask(state, task)
    const status = masterStatus(
      {
        taskId: task.task_id.value,
        agentId: task.agent_id.value,
        executorId: task.executor_id?.value,
        state: 'TASK_KILLED',
        reason: 'REASON_FRAMEWORK_REMOVED',
        message: `Framework ${framework.id} removed`,
      },
      now,
    )
    return [...updateTask(state, task, status), ...removeTask(state, task)]
  })
}
