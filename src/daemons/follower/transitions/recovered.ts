import type { AgentInfo } from '../../../mesos/messages/agent-info.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { sameData } from '../../../mesos/resources/kind.ts'
import { takeUpContainers } from '../containers/recover.ts'
import type { Effect } from '../effects.ts'
import { userOf } from '../executors/launch-command-task.ts'
import { askBack } from '../executors/old-style/reconnect.ts'
import { podContainer } from '../executors/pod/start-tasks.ts'
import { registrationTimer } from '../executors/stop.ts'
import { takeUpOperations } from '../operations/take-up.ts'
import { paths } from '../paths.ts'
import type { RecoveredAgent, RecoveredExecutor, RecoveredTask } from '../recovery/recovered.ts'
import { type Executor, type FollowerState, type FollowerTask, type Framework, updateKey } from '../state.ts'
import { runOf } from '../tasks.ts'
import type { Transition } from './transition.ts'

const firstRetry = 10_000
const drainAfter = 200

/** The disk is read: what ran is taken up again, what nobody acknowledged is kept to be sent, and we are ready for a leader. */
export const recovered: Transition<'recovered'> = (state, { agent, resources, containers = [] }, now) => {
  state.phase = 'disconnected'
  state.checkpointedResources = agent?.resources ?? resources ?? []
  const estimate = beginEstimates(state)
  if (agent === undefined) return [...estimate, ...takeUpContainers(state, containers)]
  state.info = { ...state.info, id: agent.info.id }
  const changed = whatChanged(state.info, agent.info)
  const operations = takeUpOperations(state, agent.operations ?? [])
  const executors = agent.frameworks.flatMap(({ info, pid, executors }) => {
    const framework: Framework = {
      id: info.id?.value ?? '',
      info,
      pid,
      executors: new Map(),
      completedExecutors: [],
      terminating: false,
    }
    state.frameworks.set(framework.id, framework)
    return executors.flatMap(executor => takeUp(state, framework, executor, agent))
  })
  for (const framework of [...state.frameworks.values()]) {
    if (framework.executors.size === 0) state.frameworks.delete(framework.id)
  }
  const effects = [...estimate, ...changed, ...operations, ...executors, ...takeUpContainers(state, containers)]
  if (agent.draining === undefined) return effects
  if (state.frameworks.size === 0 && state.operations.size === 0) return [...effects, { kind: 'checkpoint-drain' }]
  state.draining = { config: agent.draining, since: now }
  return [...effects, { kind: 'timer', id: 'drain', after: drainAfter, then: { kind: 'drain-due' } }]
}

const beginEstimates = ({ settings }: FollowerState): Effect[] =>
  settings.oversubscription === undefined
    ? []
    : [{ kind: 'timer', id: 'oversubscribe', after: 0, then: { kind: 'oversubscribe-due' } }]

/** What we are now counts from now on: the next restart is compared with that. */
const whatChanged = (now: AgentInfo, { checkpoint: _, ...old }: AgentInfo): Effect[] =>
  sameData(now, old) ? [] : [{ kind: 'checkpoint-agent', info: now }]

const takeUp = (
  state: FollowerState,
  framework: Framework,
  found: RecoveredExecutor,
  agent: RecoveredAgent,
): Effect[] => {
  const executor = newExecutor(state, framework, found)
  framework.executors.set(executor.id, executor)
  for (const task of found.tasks) takeUpTask(state, framework, executor, task)
  const { containerId } = executor
  if (agent.rebooted) return [{ kind: 'destroy', containerId, directory: executor.directory }]
  return [
    { kind: 'adopt', containerId },
    ...takeUpNested(state, framework, executor),
    ...(executor.kind === 'custom' ? [reregistration(state, containerId), ...askBack(state, executor)] : []),
  ]
}

/** Tasks of a pod are containers within its own: those that had not ended are looked for. */
const takeUpNested = (state: FollowerState, framework: Framework, executor: Executor): Effect[] =>
  [...executor.tasks.values()].flatMap((held): Effect[] => {
    if (held.nested === undefined || isTerminal(held.task.state)) return []
    const user = userOf(state, framework, held.info?.command?.user)
    state.containers.set(held.nested, podContainer(framework.id, executor, held, user))
    return [{ kind: 'adopt', containerId: held.nested }]
  })

const newExecutor = (state: FollowerState, framework: Framework, found: RecoveredExecutor): Executor => {
  const run = { frameworkId: framework.id, executorId: found.info.executor_id.value, containerId: found.containerId }
  return {
    id: run.executorId,
    info: found.info,
    containerId: found.containerId,
    kind: found.kind,
    directory: paths(state.settings.workDir).sandbox(state.info.id?.value ?? '', run),
    state: found.kind === 'custom' ? 'registering' : 'running',
    returning: found.kind === 'custom',
    delivered: found.tasks.some(wasDelivered),
    ...(found.pid === undefined || found.subscribed ? {} : { pid: found.pid }),
    ...(found.forkedPid === undefined ? {} : { forkedPid: found.forkedPid }),
    queued: new Map(),
    queuedGroups: [],
    tasks: new Map(),
    completedTasks: [],
    gone: false,
  }
}

/** Not one that was killed while it waited for its executor: that is the first word on it, and ours. */
const wasDelivered = ({ updates: [first] }: RecoveredTask): boolean =>
  first === undefined || first.status.source !== 'SOURCE_AGENT' || first.status.state === 'TASK_FAILED'

const reregistration = (state: FollowerState, containerId: string): Effect => ({
  kind: 'timer',
  id: registrationTimer(containerId),
  after: state.settings.executorReregistrationTimeout,
  then: { kind: 'executor-registration-due', containerId },
})

/** Its state is what the last update said; those that are not acknowledged are to be sent again. */
const takeUpTask = (state: FollowerState, framework: Framework, executor: Executor, found: RecoveredTask): void => {
  const { updates, acknowledged } = found
  const taskId = found.task.task_id.value
  const task = { ...found.task, statuses: updates.map(({ status }) => status) }
  const last = updates.at(-1)
  if (last !== undefined) task.state = last.status.state
  const held: FollowerTask = { task, ...(found.info ? { info: found.info } : {}), ...found.pod }
  if (found.kill) held.killing = found.kill
  else if (task.state === 'TASK_KILLING') held.killing = { why: 'asked', deadline: 0 }
  if (isTerminal(task.state) && acknowledged === updates.length) {
    executor.completedTasks.push(task)
    return
  }
  executor.tasks.set(taskId, held)
  if (acknowledged === updates.length) return
  state.streams.set(updateKey(framework.id, taskId), {
    frameworkId: framework.id,
    taskId,
    checkpoint: { executorId: executor.id, containerId: runOf(framework, executor).containerId },
    pending: updates.slice(acknowledged),
    retryAfter: firstRetry,
  })
}
