import type { AgentNode } from '../agent/agent.ts'
import { taskIn } from '../agent/machine.ts'
import { activeTasks } from '../framework/state.ts'
import type { InvariantKind, Truth } from './invariant.ts'

/** After faults have ended nothing stays as it must not: liveness, in bounded time. */
export const settled: InvariantKind = {
  name: 'everything-settles',
  says: 'when faults end, one leads, every agent and framework is there, every task has ended and its framework knows, and nothing is held for nobody',
  create: (truth, report) => ({
    end: () => {
      for (const { message, subjects } of unsettled(truth)) report(message, subjects)
    },
  }),
}

export interface Unsettled {
  readonly message: string
  readonly subjects: readonly string[]
}

/** What keeps the run from being over. */
export const unsettled = (truth: Truth): Unsettled[] => {
  const leading = truth.leaders.filter(({ state }) => state?.phase === 'leading')
  if (leading.length !== 1) return [{ message: `${leading.length} leaders lead`, subjects: [] }]
  const state = leading[0]!.state!
  const found: Unsettled[] = []
  const add = (message: string, ...subjects: string[]) => void found.push({ message, subjects })
  for (const { name, state: scheduler, process } of truth.frameworks) {
    if (!process.alive || scheduler.phase !== 'subscribed') add(`${name} is not subscribed`, scheduler.id ?? name)
    else if (!state.frameworks.get(scheduler.id ?? '')?.connected) add(`${name} is not connected`, scheduler.id ?? name)
    for (const task of activeTasks(scheduler)) {
      add(`${name} has not heard how ${task.id} ended; the last was ${task.state}`, task.id, task.agentId)
    }
    const { succeeded, wanted } = scheduler
    if (succeeded < wanted) add(`${name} wants ${wanted} tasks and got ${succeeded}`, scheduler.id ?? name)
  }
  for (const agent of truth.agents)
    found.push(...agentUnsettled(agent, id => state.agents.registered.get(id)?.connected ?? false))
  for (const framework of state.frameworks.values()) {
    for (const task of framework.tasks.values()) {
      const id = task.task_id.value
      add(`the leader still holds ${id}, ${task.state}`, id, task.agent_id.value)
    }
  }
  return found
}

const agentUnsettled = ({ name, state, machine }: AgentNode, isRegistered: (id: string) => boolean): Unsettled[] => {
  const id = state?.info.id?.value
  if (state === undefined || state.phase !== 'running')
    return [{ message: `${name} is ${state?.phase ?? 'down'}`, subjects: [id ?? name] }]
  if (id === undefined || !isRegistered(id)) return [{ message: `${name} is not registered`, subjects: [id ?? name] }]
  return [
    ...[...machine.containers.values()].map(({ order }) => {
      const whose = taskIn(order) ?? order.run?.executorId ?? ''
      return { message: `${name} still holds the container of ${whose}`, subjects: [whose, order.containerId] }
    }),
    ...[...state.streams.values()].map(({ taskId, pending }) => ({
      message: `${name} has ${pending.length} updates of ${taskId} that nobody acknowledged`,
      subjects: [taskId],
    })),
  ]
}
