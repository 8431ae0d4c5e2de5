import type { Operation } from '../../../../mesos/messages/offer.ts'
import type { TaskState } from '../../../../mesos/messages/task.ts'
import type { MasterState } from '../../state.ts'
import { activeAgents } from '../render/state.ts'
import { allocatorGauges } from './allocator.ts'
import { operationTypes } from './counters.ts'
import { resourceGauges } from './resources.ts'

export type Gauges = Record<string, number>

/** PURE. What the state tells of facts/metrics.md 3, worked out for each snapshot in passes over agents and tasks, with rests. */
export function* stateGauges(state: MasterState, now: number): Generator<undefined, Gauges> {
  return {
    'master/elected': state.phase === 'standby' ? 0 : 1,
    'master/uptime_secs': (now - state.startedAt) / 1000,
    'master/outstanding_offers': state.offers.size,
    ...agentGauges(state),
    ...frameworkGauges(state),
    ...(yield* taskGauges(state)),
    ...(yield* operationGauges(state)),
    ...(yield* resourceGauges(state)),
    ...(yield* allocatorGauges(state)),
  }
}

const agentGauges = ({ agents }: MasterState): Gauges => {
  const all = agents.registered.size
  const active = activeAgents(agents)
  const connected = countOf(agents.registered.values(), agent => agent.connected)
  return {
    'master/slaves_active': active,
    'master/slaves_inactive': all - active,
    'master/slaves_connected': connected,
    'master/slaves_disconnected': all - connected,
    'master/slaves_unreachable': agents.unreachable.size,
  }
}

const frameworkGauges = ({ frameworks }: MasterState): Gauges => {
  const active = countOf(frameworks.values(), framework => framework.active)
  const connected = countOf(frameworks.values(), framework => framework.connected)
  return {
    'master/frameworks_active': active,
    'master/frameworks_inactive': frameworks.size - active,
    'master/frameworks_connected': connected,
    'master/frameworks_disconnected': frameworks.size - connected,
  }
}

const running: Partial<Record<TaskState, string>> = {
  TASK_STAGING: 'master/tasks_staging',
  TASK_STARTING: 'master/tasks_starting',
  TASK_RUNNING: 'master/tasks_running',
  TASK_KILLING: 'master/tasks_killing',
}

const REST = 1000 // tasks or agents that are counted at a stroke

function* taskGauges({ frameworks }: MasterState): Generator<undefined, Gauges> {
  const counts: Gauges = Object.fromEntries(Object.values(running).map(name => [name, 0]))
  let [unreachable, seen] = [0, 0]
  for (const { tasks, unreachableTasks } of [...frameworks.values()]) {
    unreachable += unreachableTasks.size
    for (const { state } of tasks.values()) {
      const name = running[state]
      if (name !== undefined) counts[name]!++
      if (++seen % REST === 0) yield
    }
  }
  return { ...counts, 'master/tasks_unreachable': unreachable }
}

function* operationGauges({ agents }: MasterState): Generator<undefined, Gauges> {
  const gauges: Gauges = {}
  const leaves = ['total', 'pending', 'recovering', 'unreachable']
  for (const kind of ['', ...operationTypes.map(type => `${type}/`)]) {
    for (const leaf of leaves) gauges[`master/operations/${kind}${leaf}`] = 0
  }
  let seen = 0
  for (const { operations } of [...agents.registered.values()]) {
    for (const operation of operations.values()) countOperation(gauges, operation)
    if (++seen % REST === 0) yield
  }
  return gauges
}

const countOperation = (gauges: Gauges, { info, latest_status }: Operation): void => {
  const state = (latest_status.state ?? '').replace('OPERATION_', '').toLowerCase()
  for (const kind of ['', `${(info.type ?? '').toLowerCase()}/`]) {
    for (const leaf of ['total', state]) {
      const name = `master/operations/${kind}${leaf}`
      if (name in gauges) gauges[name]!++
    }
  }
}

const countOf = <T>(items: Iterable<T>, holds: (item: T) => boolean): number => {
  let count = 0
  for (const item of items) if (holds(item)) count++
  return count
}
