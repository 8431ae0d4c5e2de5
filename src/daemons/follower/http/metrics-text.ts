import { okBytes } from '../../../http/answer.ts'
import { prometheusText } from '../../../http/prometheus/text.ts'
import type { Route } from '../../../http/types.ts'
import type { Metrics } from '../../../runtime/metrics.ts'
import { isCounter } from '../counters.ts'

const TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** What /metrics/snapshot tells, as Prometheus reads it. Not in Mesos; who may see the one may see the other. */
export const metricsTextRoute = (realm: string, metrics: Metrics): Route => ({
  path: '/metrics',
  methods: ['GET', 'HEAD'],
  realm,
  guarded: '/metrics/snapshot',
  handle: () => okBytes(TYPE, Buffer.from([...prometheusText(metrics.snapshot(), isCounter)].join(''))),
})
