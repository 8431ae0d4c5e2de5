import type { Metrics } from '../../../../runtime/metrics.ts'
import { addSystemMetrics } from '../../../../runtime/system-metrics.ts'
import type { MasterHttpOptions } from '../context.ts'
import { shared } from '../shared-rendering.ts'
import type { Slices } from '../slices.ts'
import { allocatorCounters, counterNames } from './counters.ts'
import { frameworkGauges } from './frameworks.ts'
import { type Gauges, stateGauges } from './gauges.ts'

export interface MasterMetrics {
  /** The snapshot holds what the state told at the last refresh. */
  readonly metrics: Metrics
  /** Works the state's gauges out anew, in slices. */
  refresh(): Promise<void>
}

/** The daemon's metrics with what the state tells, and every counter that Mesos shows from the start. */
export const masterMetrics = (options: MasterHttpOptions, slices: Slices): MasterMetrics => {
  const { state, clock, flags, metrics, subscribers } = options
  addSystemMetrics(metrics)
  for (const name of [...counterNames, ...allocatorCounters]) metrics.counter(name)
  metrics.gauge('master/operator_event_stream_subscribers', () => subscribers.count)
  for (const name of ['messages', 'dispatches', 'http_requests']) metrics.gauge(`master/event_queue_${name}`, () => 0)
  const perFramework = flags.publish_per_framework_metrics !== 'false'
  let latest: Gauges = {}
  return {
    metrics: { ...metrics, snapshot: () => sorted({ ...latest, ...metrics.snapshot() }) },
    refresh: shared(async () => {
      const gauges = await slices.value(stateGauges(state, clock.now()))
      latest = perFramework ? { ...gauges, ...(await slices.value(frameworkGauges(state))) } : gauges
    }),
  }
}

const sorted = (values: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
