import { OfferOperationType } from '../../../../mesos/messages/offer.ts'
import { CallType, EventType } from '../../../../mesos/messages/scheduler.ts'
import type { TaskState } from '../../../../mesos/messages/task.ts'
import type { Framework, MasterState } from '../../state.ts'
import type { FrameworkCounts } from './framework-counts.ts'
import type { Gauges } from './gauges.ts'

const active: readonly TaskState[] = [
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_RUNNING',
  'TASK_KILLING',
  'TASK_UNREACHABLE',
  'TASK_UNKNOWN',
]

const leaves = (type: { readonly numbers: Readonly<Record<string, number>> }, prefix: string): string[] =>
  Object.keys(type.numbers)
    .filter(name => name !== 'UNKNOWN')
    .map(name => `${prefix}/${name.toLowerCase()}`)

/** What is counted of a framework, from 0 on. */
export const frameworkCounters: readonly string[] = [
  'calls',
  ...leaves(CallType, 'calls'),
  'events',
  ...leaves(EventType, 'events'),
  ...['accepted', 'declined', 'rescinded', 'sent'].map(what => `offers/${what}`),
  'operations',
  ...leaves(OfferOperationType, 'operations'),
  ...['dropped', 'error', 'failed', 'finished', 'gone', 'gone_by_operator', 'killed', 'lost'].map(
    end => `tasks/terminal/task_${end}`,
  ),
]

/** PURE. The metrics of each framework, those that completed too, `--publish_per_framework_metrics`: facts/metrics.md 3.6. */
export function* frameworkGauges(
  state: MasterState,
  counts: Pick<FrameworkCounts, 'of'>,
): Generator<undefined, Gauges> {
  const gauges: Gauges = {}
  for (const framework of [...state.frameworks.values(), ...state.completedFrameworks.values()]) {
    const prefix = frameworkPrefix(framework)
    const counted = counts.of(framework.id)
    for (const key of frameworkCounters) gauges[`${prefix}/${key}`] = counted.get(key) ?? 0
    yield* addFramework(gauges, prefix, framework)
  }
  return gauges
}

const REST = 1000 // tasks that are counted at a stroke

function* addFramework(gauges: Gauges, prefix: string, framework: Framework): Generator<undefined> {
  gauges[`${prefix}/subscribed`] = framework.connected ? 1 : 0
  for (const role of framework.roles) {
    gauges[`${prefix}/roles/${role}/suppressed`] = framework.suppressedRoles.has(role) ? 1 : 0
  }
  const key = (state: TaskState) => `${prefix}/tasks/active/${state.toLowerCase()}`
  const counts = new Map(active.map(state => [state, 0]))
  let seen = 0
  for (const { state } of framework.tasks.values()) {
    const count = counts.get(state)
    if (count !== undefined) counts.set(state, count + 1)
    if (++seen % REST === 0) yield
  }
  for (const [state, count] of counts) gauges[key(state)] = count
  gauges[key('TASK_UNREACHABLE')] = framework.unreachableTasks.size
  yield
}

/** `master/frameworks/<percent-encoded name>/<id>`. */
export const frameworkPrefix = ({ id, info }: Pick<Framework, 'id' | 'info'>): string =>
  `master/frameworks/${encodeURIComponent(info.name)}/${id}`
