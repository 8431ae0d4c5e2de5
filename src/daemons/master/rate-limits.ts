import { fromJson } from '../../mesos/messages/codec/index.ts'
import { RateLimits } from '../../mesos/messages/framework.ts'
import type { Limiter, Limiters } from './state.ts'

/** --rate_limits; undefined where it is not good: a principal twice, or a rate that is not above zero. */
export const readRateLimits = (json: unknown): RateLimits | undefined => {
  try {
    const limits = fromJson(RateLimits, json)
    return isGood(limits) ? limits : undefined
  } catch {
    return undefined
  }
}

const isGood = ({ limits = [], aggregate_default_qps }: RateLimits): boolean =>
  new Set(limits.map(({ principal }) => principal)).size === limits.length &&
  [aggregate_default_qps, ...limits.map(({ qps }) => qps)].every(qps => qps === undefined || qps > 0)

/** A principal that is named without a rate is not limited at all; those that are not named share one limiter. */
export const newLimiters = ({ limits = [], ...rest }: RateLimits = {}): Limiters => ({
  ofPrincipals: new Map(
    limits.map(({ principal, qps, capacity }) => [principal, limiter(`of ${principal}`, qps, capacity)]),
  ),
  ofOthers: limiter('of others', rest.aggregate_default_qps, rest.aggregate_default_capacity),
})

/** Messages that wait although --rate_limits sets no capacity. */
const MOST = 100_000

const limiter = (id: string, qps: number | undefined, capacity = MOST): Limiter | undefined =>
  qps === undefined ? undefined : { id, interval: 1000 / qps, capacity, waiting: [], freeAt: 0 }
