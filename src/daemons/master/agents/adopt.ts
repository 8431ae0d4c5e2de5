import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { ExecutorInfo, Task } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import type { Effect } from '../effects.ts'
import { recoverFramework } from '../frameworks/recover.ts'
import { track } from '../frameworks/roles.ts'
import { warning } from '../log.ts'
import { inUseBy } from '../resources.ts'
import { toAgent } from '../send.ts'
import type { Agent, Framework, MasterState } from '../state.ts'
import { addExecutor, addTask, hasExecutor } from '../tasks/add.ts'
import { killTask } from '../tasks/kill.ts'

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

/**
 * Tasks that run here and, by the same id, elsewhere: a framework took one for lost with its agent and started it anew, before the agent
 * came back. The one that it started last stays.
 */
export const killDoubles = (state: MasterState, agent: Agent, tasks: readonly Task[]): Effect[] =>
  tasks.flatMap(({ task_id, framework_id, state: its }) => {
    const known = state.frameworks.get(framework_id.value)?.tasks.get(task_id.value)
    if (known === undefined || known.agent_id.value === agent.id || isTerminal(its)) return []
    return [
      warning('a task runs on two agents; it is killed on the one that came back', {
        task: task_id.value,
        agents: [known.agent_id.value, agent.id],
      }),
      killTask(agent, framework_id.value, task_id.value),
    ]
  })
