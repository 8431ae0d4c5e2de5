import type { Clock } from '../../runtime/clock.ts'
import { parseDuration } from '../../runtime/duration.ts'
import type { Metrics } from '../../runtime/metrics.ts'
import { badRequest, ok, unavailable } from '../answer.ts'
import type { Answer, Route } from '../types.ts'

export interface MetricsRouteOptions {
  readonly realm: string
  readonly metrics: Metrics
  readonly clock: Clock
  /** Brings up to date what the snapshot shows. A request with a timeout does not wait longer for it. */
  readonly refresh?: () => Promise<void>
  /** Answers a second; requests over it wait their turn. 0: no limit. */
  readonly perSecond?: number
}

/** Requests that may wait; Mesos lets any number pile up, we answer 503 to those over it. */
const LONGEST_QUEUE = 100

/** The flat snapshot; twice a second at most, as LIBPROCESS_METRICS_SNAPSHOT_ENDPOINT_RATE_LIMIT has it by default. */
export const metricsSnapshotRoute = (options: MetricsRouteOptions): Route => {
  const { metrics, clock, refresh = async () => {} } = options
  const turn = createLimiter(clock, options.perSecond ?? 2)
  return {
    path: '/metrics/snapshot',
    realm: options.realm,
    guarded: '/metrics/snapshot',
    handle: ({ query: { timeout } }) => {
      const most = timeout === undefined ? undefined : parseDuration(timeout)
      if (timeout !== undefined && most === undefined) {
        return badRequest(`Invalid timeout '${timeout}': it is no duration\n`)
      }
      return turn(async () => {
        await within(clock, most, refresh())
        return ok(metrics.snapshot())
      })
    },
  }
}

/** Resolves when the work is done, or when its time is over. */
const within = (clock: Clock, ms: number | undefined, work: Promise<void>): Promise<void> => {
  if (ms === undefined) return work
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve)
    work.then(resolve, reject).finally(cancel)
  })
}

const createLimiter = (clock: Clock, perSecond: number) => {
  const gap = perSecond === 0 ? 0 : 1000 / perSecond
  let nextFree = 0
  return (answer: () => Promise<Answer>): Answer | Promise<Answer> => {
    const now = clock.now()
    const at = Math.max(now, nextFree)
    if (at - now > LONGEST_QUEUE * gap) return unavailable()
    nextFree = at + gap
    return at === now ? answer() : new Promise(resolve => void clock.after(at - now, () => resolve(answer())))
  }
}
