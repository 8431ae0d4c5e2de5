import { notFound } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import { prometheusText } from '../../../http/prometheus/text.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { isCounter } from './metrics/counters.ts'
import { render } from './rendering.ts'
import { shared } from './shared-rendering.ts'

const TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** What /metrics/snapshot tells, as Prometheus reads it. Not in Mesos; who may see the one may see the other. */
export const metricsTextRoute = ({ metrics, refresh, slices, large }: MasterHttp): Route => {
  const rendering = shared(async () => {
    await refresh()
    return render(slices, prometheusText(metrics.snapshot(), isCounter))
  })
  return {
    path: '/metrics',
    methods: ['GET', 'HEAD'],
    realm: realmsOf('master').readonly,
    guarded: '/metrics/snapshot',
    handle: async request => (request.rest === '' ? large.bytes(request, TYPE, await rendering()) : notFound()),
  }
}
