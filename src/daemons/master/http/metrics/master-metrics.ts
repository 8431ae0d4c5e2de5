import type { Metrics } from '../../../../runtime/metrics.ts'
import { addSystemMetrics } from '../../../../runtime/system-metrics.ts'
import type { MasterHttpOptions } from '../context.ts'
import { allocatorCounters, counterNames } from './counters.ts'
import { frameworkGauges } from './frameworks.ts'
import { stateGauges } from './gauges.ts'

/** The daemon's metrics with what the state tells, and every counter that Mesos shows from the start. */
export const masterMetrics = (options: MasterHttpOptions): Metrics => {
  const { state, clock, flags, metrics, subscribers } = options
  addSystemMetrics(metrics)
  for (const name of [...counterNames, ...allocatorCounters]) metrics.counter(name)
  metrics.gauge('master/operator_event_stream_subscribers', () => subscribers.count)
  for (const name of ['messages', 'dispatches', 'http_requests']) metrics.gauge(`master/event_queue_${name}`, () => 0)
  const perFramework = flags.publish_per_framework_metrics !== 'false'
  const snapshot = () =>
    sorted({
      ...stateGauges(state, clock.now()),
      ...(perFramework && frameworkGauges(state)),
      ...metrics.snapshot(),
    })
  return { ...metrics, snapshot }
}

const sorted = (values: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
