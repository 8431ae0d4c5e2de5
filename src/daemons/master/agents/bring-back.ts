import type { ArchiveFramework } from '../../../mesos/messages/internal-framework.ts'
import type { Task, TaskStatus } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import { notifyStatus } from '../frameworks/notify.ts'
import { postRefinement, totalOf } from '../resources.ts'
import type { Framework, MasterState, UnreachableAgent } from '../state.ts'
import { latest } from '../tasks/reconcile.ts'
import { completeTask } from '../tasks/remove.ts'
import { enterAgent, newAgent } from './add.ts'
import { adoptExecutors, adoptFramework, adoptTasks, killDoubles, shutdownCompleted } from './adopt.ts'
import { reregistered } from './answers.ts'
import { updateFrameworks } from './frameworks.ts'
import type { Return } from './readmit.ts'

/** An agent that was recovered, unreachable or unknown enters with its tasks, executors and frameworks. */
export const bringBack = (state: MasterState, { from, message }: Return, now: number): Effect[] => {
  const id = message.agent.id!.value
  const wasAway = !state.agents.recovered.has(id)
  const tasksThen = state.agents.unreachable.get(id)?.tasks
  const checkpointed = postRefinement(message.checkpointed_resources)
  const agent = newAgent(
    state,
    {
      info: message.agent,
      pid: from,
      version: message.version!,
      capabilities: message.agent_capabilities ?? [],
      total: totalOf(message.agent, checkpointed),
      checkpointed,
      resourceVersionUuid: message.resource_version_uuid?.value,
    },
    now,
  )
  agent.reregisteredAt = now
  const effects = (message.frameworks ?? []).flatMap(framework => adoptFramework(state, framework))
  if (!wasAway) recallCompleted(state, message.completed_frameworks ?? [])
  if (wasAway) forgetWhatWasSaid(state, message.tasks ?? [], id, tasksThen)
  const tasks = adoptTasks(state, agent, message.tasks ?? [])
  adoptExecutors(state, agent, message.executor_infos ?? [])
  return [
    ...effects,
    ...enterAgent(state, agent),
    reregistered(state, agent, []),
    ...shutdownCompleted(state, agent, message.frameworks ?? []),
    ...updateFrameworks(state, agent),
    ...tasks.flatMap(task => reappeared(state, task, wasAway, now)),
    ...killDoubles(state, agent, message.tasks ?? []),
  ]
}

/** After a failover the agents still know some of what had ended before. */
const recallCompleted = (state: MasterState, completed: readonly ArchiveFramework[]): void => {
  for (const { framework_info, tasks = [] } of completed) {
    const framework = state.frameworks.get(framework_info.id?.value ?? '')
    if (framework) for (const task of tasks) completeTask(state, framework, task)
  }
}

/** Its tasks neither are unreachable any more, nor over: not even those that we took for lost. */
const forgetWhatWasSaid = (
  state: MasterState,
  tasks: readonly Task[],
  agentId: string,
  then: UnreachableAgent['tasks'],
): void => {
  for (const [frameworkId, taskIds] of then ?? []) {
    const unreachable = state.frameworks.get(frameworkId)?.unreachableTasks
    for (const taskId of taskIds) if (unreachable?.get(taskId)?.agent_id.value === agentId) unreachable.delete(taskId)
  }
  for (const [frameworkId, its] of Map.groupBy(tasks, ({ framework_id }) => framework_id.value)) {
    const completed = state.frameworks.get(frameworkId)?.completedTasks
    if (completed === undefined) continue
    const alive = new Set(its.map(({ task_id }) => task_id.value))
    const ended = completed.filter(({ task_id }) => !alive.has(task_id.value))
    if (ended.length < completed.length) completed.splice(0, completed.length, ...ended)
  }
}

/** `wasAway`: the framework last heard that the task is unreachable, or lost. */
export const reappeared = (state: MasterState, task: Task, wasAway: boolean, now: number): Effect[] => {
  const framework = state.frameworks.get(task.framework_id.value)
  const added: Effect = { kind: 'publish', event: { type: 'TASK_ADDED', task_added: { task } } }
  if (!wasAway) return [added]
  const status: TaskStatus = {
    ...latest(task, now),
    state: task.state,
    reason: 'REASON_AGENT_REREGISTERED',
    message: 'The agent of the task is back',
  }
  return [added, ...notifyStatus(framework as Framework, status)]
}
