import type { Timeline } from './timeline.ts'

/** One life of a process: what is planned for it does not outlive it, and waits while it is paused. */
export interface Process {
  readonly alive: boolean
  readonly paused: boolean
  /** Runs it now, or when the pause is over, or never. */
  enter(run: () => void): void
  after(ms: number, run: () => void): void
  /** A timer of the same id is replaced. */
  timer(id: string, ms: number, run: () => void): void
  cancel(id: string): void
  pause(): void
  resume(): void
  kill(): void
  /** Called after it was paused, resumed or killed. */
  onChange(listener: () => void): void
}

export const createProcess = (timeline: Timeline): Process => {
  const timers = new Map<string, object>()
  const listeners: (() => void)[] = []
  let backlog: (() => void)[] = []
  let alive = true
  let paused = false
  const changed = () => {
    for (const listener of listeners) listener()
  }
  const enter = (run: () => void) => {
    if (!alive) return
    if (paused) backlog.push(run)
    else run()
  }
  const after = (ms: number, run: () => void) => timeline.after(ms, () => enter(run))
  return {
    get alive() {
      return alive
    },
    get paused() {
      return paused
    },
    enter,
    after,
    timer: (id, ms, run) => {
      const token = {}
      timers.set(id, token)
      after(ms, () => {
        if (timers.get(id) !== token) return
        timers.delete(id)
        run()
      })
    },
    cancel: id => void timers.delete(id),
    pause: () => {
      if (!alive || paused) return
      paused = true
      changed()
    },
    resume: () => {
      if (!alive || !paused) return
      paused = false
      changed()
      const waiting = backlog
      backlog = []
      for (const run of waiting) enter(run)
    },
    kill: () => {
      if (!alive) return
      alive = false
      backlog = []
      timers.clear()
      changed()
    },
    onChange: listener => void listeners.push(listener),
  }
}
