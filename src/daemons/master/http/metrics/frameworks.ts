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
export const frameworkGauges = ({ frameworks }: MasterState): Gauges => {
  const gauges: Gauges = {}
  for (const framework of frameworks.values()) addFramework(gauges, framework)
  return gauges
}

const addFramework = (gauges: Gauges, framework: Framework): void => {
  const prefix = frameworkPrefix(framework)
  gauges[`${prefix}/subscribed`] = framework.connected ? 1 : 0
  for (const role of framework.roles) {
    gauges[`${prefix}/roles/${role}/suppressed`] = framework.suppressedRoles.has(role) ? 1 : 0
  }
  const key = (state: TaskState) => `${prefix}/tasks/active/${state.toLowerCase()}`
  for (const state of active) gauges[key(state)] = 0
  for (const { state } of framework.tasks.values()) {
    const name = key(state)
    if (name in gauges) gauges[name]!++
  }
  gauges[key('TASK_UNREACHABLE')] = framework.unreachableTasks.size
}

/** `master/frameworks/<percent-encoded name>/<id>`. */
export const frameworkPrefix = ({ id, info }: Pick<Framework, 'id' | 'info'>): string =>
  `master/frameworks/${encodeURIComponent(info.name)}/${id}`
