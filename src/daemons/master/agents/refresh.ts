import type { ReconcileTasksMessage } from '../../../mesos/messages/internal-framework.ts'
import type { Task } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { equal } from '../../../mesos/resources/index.ts'
import { agentActivity, agentChanged, used } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { releaseExecutor } from '../executors/release.ts'
import { rescindAll } from '../offers/withdraw.ts'
import { checkpoint, knowsOperations } from '../operations/apply.ts'
import { afterReturn, setTotal } from '../operations/speculate.ts'
import { postRefinement, sameMessage, totalOf } from '../resources.ts'
import type { Agent, MasterState } from '../state.ts'
import { killTask } from '../tasks/kill.ts'
import { stateFor } from '../tasks/status.ts'
import { capabilitySet } from './add.ts'
import { adoptExecutors, adoptFramework, adoptTasks, killDoubles, shutdownCompleted } from './adopt.ts'
import { reregistered } from './answers.ts'
import { reappeared } from './bring-back.ts'
import { updateFrameworks } from './frameworks.ts'
import { holdBack } from './hold-back.ts'
import type { Return } from './readmit.ts'

/** A registered agent comes back: it was restarted, or the connection broke. Its list of tasks is compared with ours. */
export const refresh = (state: MasterState, agent: Agent, { from, message }: Return, now: number): Effect[] => {
  const link = relinked(state, agent, from)
  const before = { total: agent.total, attributes: agent.info.attributes }
  agent.info = message.agent
  agent.version = message.version!
  agent.capabilities = capabilitySet(message.agent_capabilities ?? [])
  const kept = takeTotal(agent, message)
  const held = holdBack(state, agent)
  agent.reregisteredAt = now
  agent.connected = true
  agent.active = true
  agent.observer.missed = 0
  agent.observer.waiting = false
  const effects = (message.frameworks ?? []).flatMap(framework => adoptFramework(state, framework))
  effects.push(...adoptMissing(state, agent, message, now))
  if (!equal(before.total, agent.total)) effects.push(...rescindAll(state, agent.offers))
  return [
    ...link,
    { kind: 'cancel-timer', id: `reregister ${agent.id}` },
    ...effects,
    ...held,
    reregistered(state, agent, missingThere(state, agent, message.tasks ?? [])),
    ...agentChanged(state, agent, !sameMessage(before.attributes, agent.info.attributes)),
    ...agentActivity(state, agent),
    ...kept,
    ...shutdownCompleted(state, agent, message.frameworks ?? []),
    ...updateFrameworks(state, agent),
    ...killAgain(agent),
    ...killDoubles(state, agent, message.tasks ?? []),
  ]
}

/** An agent that knows no operations may have missed some: of its reservations and volumes what we say counts. */
const takeTotal = (agent: Agent, message: Return['message']): Effect[] => {
  const said = postRefinement(message.checkpointed_resources)
  const version = message.resource_version_uuid?.value
  const another = version !== agent.resourceVersionUuid
  agent.resourceVersionUuid = version
  if (knowsOperations(agent)) {
    afterReturn(agent, totalOf(message.agent, said), another)
    return []
  }
  agent.speculation = undefined // of a release before it that did
  setTotal(agent, totalOf(message.agent, agent.checkpointed))
  return equal(said, agent.checkpointed) ? [] : checkpoint(agent)
}

const relinked = (state: MasterState, agent: Agent, from: string): Effect[] => {
  if (agent.pid === from) return [agent.connected ? { kind: 'relink', pid: from } : { kind: 'link', pid: from }]
  const old = agent.pid
  if (state.agents.byPid.get(old) === agent.id) state.agents.byPid.delete(old)
  state.agents.byPid.set(from, agent.id)
  agent.pid = from
  return [
    { kind: 'unlink', pid: old },
    { kind: 'link', pid: from },
  ]
}

/** What the agent has and we don't know; and executors that we know and it has no more. */
const adoptMissing = (state: MasterState, agent: Agent, message: Return['message'], now: number): Effect[] => {
  const unknown = (message.tasks ?? []).filter(
    task => !isTerminal(task.state) && !state.frameworks.get(task.framework_id.value)?.tasks.has(task.task_id.value),
  )
  const adopted = adoptTasks(state, agent, unknown)
  // What they use may be offered by now.
  const rescinded = adopted.length > 0 ? rescindAll(state, agent.offers) : []
  for (const task of adopted) used(state, agent, task.framework_id.value, task.resources ?? [])
  const there = message.executor_infos ?? []
  const names = new Set(there.map(({ framework_id, executor_id }) => `${framework_id?.value}/${executor_id.value}`))
  const effects = [...agent.executors].flatMap(([frameworkId, executors]) =>
    [...executors.keys()]
      .filter(id => !names.has(`${frameworkId}/${id}`))
      .flatMap(id => releaseExecutor(state, agent, frameworkId, id)),
  )
  for (const executor of adoptExecutors(state, agent, there)) {
    used(state, agent, executor.framework_id!.value, executor.resources ?? [])
  }
  // Their frameworks, which do not checkpoint, heard that they were lost when the connection broke.
  return [...rescinded, ...effects, ...adopted.flatMap(task => reappeared(state, task, true, now))]
}

/** Tasks that we know and the agent has not heard of, or has forgotten: it shall say that they are lost. */
const missingThere = (state: MasterState, agent: Agent, reported: readonly Task[]): ReconcileTasksMessage[] => {
  const there = new Set(reported.map(({ framework_id, task_id }) => `${framework_id.value}/${task_id.value}`))
  return [...agent.tasks].flatMap(([frameworkId, tasks]) => {
    const missing = [...tasks.values()].filter(task => !there.has(`${frameworkId}/${task.task_id.value}`))
    if (missing.length === 0) return []
    const framework = state.frameworks.get(frameworkId)
    const statuses = missing.map(({ task_id }) => ({
      task_id,
      state: stateFor(framework, 'TASK_DROPPED'),
      source: 'SOURCE_MASTER' as const,
      reason: 'REASON_RECONCILIATION' as const,
      message: 'Reconciliation: Task is unknown to the agent',
    }))
    return [{ framework_id: { value: frameworkId }, statuses, ...(framework && { framework: framework.info }) }]
  })
}

/** A kill may have been lost while the agent was away. */
const killAgain = (agent: Agent): Effect[] =>
  [...agent.killed].flatMap(([frameworkId, killed]) =>
    [...killed]
      .filter(([taskId]) => agent.tasks.get(frameworkId)?.has(taskId))
      .map(([taskId, policy]) => killTask(agent, frameworkId, taskId, policy)),
  )
