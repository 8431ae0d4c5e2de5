import type { Metrics } from '../../../../runtime/metrics.ts'
import { addSystemMetrics } from '../../../../runtime/system-metrics.ts'
import type { MasterHttpOptions } from '../context.ts'
import { sortedSlowly } from '../render/sorted.ts'
import { shared } from '../shared-rendering.ts'
import type { Slices } from '../slices.ts'
import { allocatorCounters, counterNames } from './counters.ts'
import { frameworkGauges } from './frameworks.ts'
import { stateGauges } from './gauges.ts'

export interface MasterMetrics {
  /** The snapshot holds what the state told at the last refresh. */
  readonly metrics: Metrics
  /** Works the state's gauges out anew, in slices. */
  refresh(): Promise<void>
}

/** The daemon's metrics with what the state tells, and every counter that Mesos shows from the start. */
export const masterMetrics = (options: MasterHttpOptions, slices: Slices): MasterMetrics => {
  const { state, clock, flags, metrics, subscribers, counts } = options
  addSystemMetrics(metrics)
  for (const name of [...counterNames, ...allocatorCounters]) metrics.counter(name)
  metrics.gauge('master/operator_event_stream_subscribers', () => subscribers.count)
  for (const name of ['messages', 'dispatches', 'http_requests']) metrics.gauge(`master/event_queue_${name}`, () => 0)
  const perFramework = flags.publish_per_framework_metrics !== 'false'
  function* gauges(): Generator<unknown, Entry[]> {
    const entries = Object.entries(yield* stateGauges(state, clock.now()))
    if (perFramework) entries.push(...Object.entries(yield* frameworkGauges(state, counts)))
    return yield* sortedSlowly(entries, ([name]) => name)
  }
  let latest: readonly Entry[] = []
  return {
    metrics: { ...metrics, snapshot: () => merged(latest, Object.entries(metrics.snapshot())) },
    refresh: shared(async () => {
      latest = await slices.value(gauges())
    }),
  }
}

type Entry = readonly [name: string, value: number]

/** Both are sorted, and so is the whole: tens of thousands of names where there are many frameworks. */
const merged = (left: readonly Entry[], right: readonly Entry[]): Record<string, number> => {
  const all: Record<string, number> = {}
  let [l, r] = [0, 0]
  while (l < left.length || r < right.length) {
    const fromLeft = r >= right.length || (l < left.length && left[l]![0] < right[r]![0])
    const [name, value] = fromLeft ? left[l++]! : right[r++]!
    all[name] = value
  }
  return all
}
