import { notifyStatus } from '../frameworks/notify.ts'
import { warning } from '../log.ts'
import { killTask, rememberKill } from '../tasks/kill.ts'
import { reconcileTask } from '../tasks/reconcile.ts'
import type { Transition } from './transition.ts'

/** Of an unknown task the framework hears what reconciliation would say. */
export const kill: Transition<'kill'> = (state, { frameworkId, call }, now) => {
  const framework = state.frameworks.get(frameworkId)
  if (framework === undefined) return []
  const { task_id, agent_id, kill_policy } = call
  const task = framework.tasks.get(task_id.value)
  if (task === undefined) return notifyStatus(framework, reconcileTask(state, framework, call, now))
  if (agent_id && agent_id.value !== task.agent_id.value) {
    return [warning('a kill names another agent than the task has', { task: task_id.value, agent: agent_id.value })]
  }
  const agent = state.agents.registered.get(task.agent_id.value)
  if (agent === undefined) return []
  rememberKill(agent, frameworkId, task_id.value, kill_policy)
  return agent.connected ? [killTask(agent, frameworkId, task_id.value, kill_policy)] : []
}
