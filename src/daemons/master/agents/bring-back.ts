import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { ExecutorInfo, Task } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import { notifyStatus } from '../frameworks/notify.ts'
import { recoverFramework } from '../frameworks/recover.ts'
import { track } from '../frameworks/roles.ts'
import { inUseBy, postRefinement, totalOf } from '../resources.ts'
import { toAgent } from '../send.ts'
import type { Agent, Framework, MasterState } from '../state.ts'
import { addExecutor, addTask, hasExecutor } from '../tasks/add.ts'
import { masterStatus } from '../tasks/status.ts'
import { enterAgent, newAgent } from './add.ts'
import { reregistered } from './answers.ts'
import { updateFrameworks } from './frameworks.ts'
import type { Return } from './readmit.ts'

/** An agent that was recovered, unreachable or unknown enters with its tasks, executors and frameworks. */
export const bringBack = (state: MasterState, { from, message }: Return, now: number): Effect[] => {
  const id = message.agent.id!.value
  const wasUnreachable = state.agents.unreachable.has(id)
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
  const tasks = adoptTasks(state, agent, message.tasks ?? [])
  adoptExecutors(state, agent, message.executor_infos ?? [])
  return [
    ...effects,
    ...enterAgent(state, agent),
    reregistered(state, agent, []),
    ...shutdownCompleted(state, agent, message.frameworks ?? []),
    ...updateFrameworks(state, agent),
    ...tasks.flatMap(task => reappeared(state, task, wasUnreachable, now)),
  ]
}

/** A framework that we hear of through its agents only, after a failover. */
export const adoptFramework = (state: MasterState, info: FrameworkInfo): Effect[] => {
  const id = info.id?.value
  if (id === undefined || state.frameworks.has(id) || state.completedFrameworks.has(id)) return []
  return recoverFramework(state, info)
}

/** Tasks of frameworks that ended meanwhile are left out: the agent is told to shut them down. */
export const adoptTasks = (state: MasterState, agent: Agent, tasks: readonly Task[]): Task[] =>
  tasks.flatMap(reported => {
    const framework = state.frameworks.get(reported.framework_id.value)
    if (framework === undefined || !isOwn(agent, framework, reported)) return []
    const task = { ...reported, resources: inUseBy(reported.resources, framework.roles) }
    framework.unreachableTasks.delete(task.task_id.value)
    addTask(framework, agent, task)
    track(state, framework, rolesOfTask(task))
    return [task]
  })

/** A task is one agent's, and known once: one of the same id that was started elsewhere meanwhile stays what we know. */
const isOwn = (agent: Agent, framework: Framework, { task_id, agent_id }: Task): boolean =>
  agent_id.value === agent.id && !framework.tasks.has(task_id.value)

const rolesOfTask = (task: Task) => (task.resources ?? []).flatMap(({ allocation_info }) => allocation_info?.role ?? [])

/** Those that were not known here before. */
export const adoptExecutors = (state: MasterState, agent: Agent, executors: readonly ExecutorInfo[]): ExecutorInfo[] =>
  executors.flatMap(reported => {
    const framework = state.frameworks.get(reported.framework_id?.value ?? '')
    if (framework === undefined || hasExecutor(agent, framework.id, reported.executor_id.value)) return []
    const executor = { ...reported, resources: inUseBy(reported.resources, framework.roles) }
    addExecutor(framework, agent, executor)
    return [executor]
  })

export const shutdownCompleted = (state: MasterState, agent: Agent, frameworks: readonly FrameworkInfo[]): Effect[] =>
  frameworks
    .filter(({ id }) => id !== undefined && state.completedFrameworks.has(id.value))
    .map(({ id }) => toAgent(agent, 'ShutdownFrameworkMessage', { framework_id: id }))

/** After a partition the framework last heard that the task is unreachable, or lost. */
const reappeared = (state: MasterState, task: Task, wasUnreachable: boolean, now: number): Effect[] => {
  const framework = state.frameworks.get(task.framework_id.value)
  const added: Effect = { kind: 'publish', event: { type: 'TASK_ADDED', task_added: { task } } }
  if (!wasUnreachable) return [added]
  const status = masterStatus(
    {
      taskId: task.task_id.value,
      agentId: task.agent_id.value,
      state: task.state,
      reason: 'REASON_AGENT_REREGISTERED',
      message: 'The agent of the task is back',
    },
    now,
  )
  return [added, ...notifyStatus(framework as Framework, status)]
}
