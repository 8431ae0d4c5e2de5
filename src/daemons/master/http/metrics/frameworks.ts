import type { TaskState } from '../../../../mesos/messages/task.ts'
import type { Framework, MasterState } from '../../state.ts'
import type { Gauges } from './gauges.ts'

const active: readonly TaskState[] = [
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_RUNNING',
  'TASK_KILLING',
  'TASK_UNREACHABLE',
  'TASK_UNKNOWN',
]

/** PURE. The gauges of each framework, `--publish_per_framework_metrics`: facts/metrics.md 3.6. */
export function* frameworkGauges({ frameworks }: MasterState): Generator<undefined, Gauges> {
  const gauges: Gauges = {}
  for (const framework of [...frameworks.values()]) yield* addFramework(gauges, framework)
  return gauges
}

const REST = 1000 // tasks that are counted at a stroke

function* addFramework(gauges: Gauges, framework: Framework): Generator<undefined> {
  const prefix = frameworkPrefix(framework)
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
