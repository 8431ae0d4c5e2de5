import type { Clock } from '../../runtime/clock.ts'
import { parseDuration } from '../../runtime/duration.ts'
import type { Metrics } from '../../runtime/metrics.ts'
import { badRequest, ok, unavailable } from '../answer.ts'
import type { Answer, Route } from '../types.ts'

export interface MetricsRouteOptions {
  readonly realm: string
  readonly metrics: Metrics
  readonly clock: Clock
  /** Answers a second; requests over it wait their turn. 0: no limit. */
  readonly perSecond?: number
}

/** Requests that may wait; Mesos lets any number pile up, we answer 503 to those over it. */
const LONGEST_QUEUE = 100

/** The flat snapshot; twice a second at most, as LIBPROCESS_METRICS_SNAPSHOT_ENDPOINT_RATE_LIMIT has it by default. */
export const metricsSnapshotRoute = (options: MetricsRouteOptions): Route => {
  const turn = createLimiter(options.clock, options.perSecond ?? 2)
  return {
    path: '/metrics/snapshot',
    realm: options.realm,
    guarded: '/metrics/snapshot',
    handle: ({ query }) => {
      const { timeout } = query
      if (timeout !== undefined && parseDuration(timeout) === undefined) {
        return badRequest(`Invalid timeout '${timeout}': it is no duration\n`)
      }
      return turn(() => ok(options.metrics.snapshot()))
    },
  }
}

const createLimiter = (clock: Clock, perSecond: number) => {
  const gap = perSecond === 0 ? 0 : 1000 / perSecond
  let nextFree = 0
  return (answer: () => Answer): Answer | Promise<Answer> => {
    const now = clock.now()
    const at = Math.max(now, nextFree)
    if (at - now > LONGEST_QUEUE * gap) return unavailable()
    nextFree = at + gap
    return at === now ? answer() : new Promise(resolve => void clock.after(at - now, () => resolve(answer())))
  }
}
