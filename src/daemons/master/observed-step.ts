import type { Metrics } from '../../runtime/metrics.ts'
import type { FrameworkCounts } from './http/metrics/framework-counts.ts'
import { step } from './transitions/index.ts'

/** The step, with a look at what frameworks do and hear and at how long runs of the allocator take. */
export const observedStep = (metrics: Metrics, counts: FrameworkCounts): typeof step => {
  const run = metrics.timer('allocator/mesos/allocation_run_ms', { history: true })
  return (state, event, now) => {
    const stop = event.kind === 'allocation-due' ? run.start() : undefined
    counts.before(event)
    const effects = step(state, event, now)
    counts.after(event, effects)
    stop?.()
    return effects
  }
}

/** Calls back once all events at hand are through: how long the allocator's next run has to wait. */
export const delayedRun = (metrics: Metrics): ((fn: () => void) => void) => {
  const latency = metrics.timer('allocator/mesos/allocation_run_latency_ms', { history: true })
  return fn => {
    const stop = latency.start()
    setImmediate(() => {
      stop()
      fn()
    })
  }
}
