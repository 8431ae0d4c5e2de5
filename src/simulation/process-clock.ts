import type { Clock } from '../runtime/clock.ts'
import type { Process } from './process.ts'

/** A process's own clock, for what wants one handed over. */
export const clockOf = (process: Process, now: () => number): Clock => ({
  now,
  after: (ms, run) => {
    let cancelled = false
    process.after(ms, () => cancelled || run())
    return () => {
      cancelled = true
    }
  },
})
