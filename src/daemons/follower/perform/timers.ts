import type { Clock } from '../../../runtime/clock.ts'
import type { Event } from '../events.ts'

export interface Timers {
  /** Replaces a timer of the same id. */
  set(id: string, after: number, then: Event): void
  cancel(id: string): void
  cancelAll(): void
}

export const createTimers = (clock: Clock, post: (event: Event) => void): Timers => {
  const running = new Map<string, () => void>()
  const cancel = (id: string) => {
    running.get(id)?.()
    running.delete(id)
  }
  return {
    set: (id, after, then) => {
      cancel(id)
      const stop = clock.after(after, () => {
        running.delete(id)
        post(then)
      })
      running.set(id, stop)
    },
    cancel,
    cancelAll: () => [...running.keys()].forEach(cancel),
  }
}
