import type { Clock } from '../../src/runtime/clock.ts'

export interface VirtualClock extends Clock {
  /** Moves time on, calling what falls due in the order of its time, then of its making. */
  advance(ms: number): void
  /** How many timers wait. */
  readonly waiting: number
}

interface Timer {
  readonly at: number
  readonly fn: () => void
}

export const virtualClock = (start = 0): VirtualClock => {
  let now = start
  const timers = new Set<Timer>()
  const due = (end: number) =>
    [...timers]
      .filter(({ at }) => at <= end)
      .reduce<Timer | undefined>((first, timer) => (first && first.at <= timer.at ? first : timer), undefined)
  return {
    now: () => now,
    after: (ms, fn) => {
      const timer = { at: now + Math.max(ms, 0), fn }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance: ms => {
      const end = now + ms
      for (let timer = due(end); timer; timer = due(end)) {
        timers.delete(timer)
        now = Math.max(now, timer.at)
        timer.fn()
      }
      now = end
    },
    get waiting() {
      return timers.size
    },
  }
}
