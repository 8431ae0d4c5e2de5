import type { Clock } from '../../../runtime/clock.ts'
import type { Effect } from '../effects.ts'
import type { Event } from '../events.ts'

type Timer = Extract<Effect, { kind: 'timer' }>

export interface Timers {
  start(timer: Timer): void
  cancel(id: string): void
  cancelAll(): void
}

/** One timer an id: a later one of the same id takes its place. */
export const createTimers = (clock: Clock, post: (event: Event) => void): Timers => {
  const cancels = new Map<string, () => void>()
  const cancel = (id: string) => {
    cancels.get(id)?.()
    cancels.delete(id)
  }
  return {
    start: ({ id, after, next }) => {
      cancel(id)
      const fire = () => {
        cancels.delete(id)
        post(next)
      }
      cancels.set(id, clock.after(after, fire))
    },
    cancel,
    cancelAll: () => [...cancels.keys()].forEach(cancel),
  }
}
