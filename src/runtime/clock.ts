/** Time as a value to hand over. The virtual kind for tests and the simulation is test/support/clock.ts. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `fn` once, `ms` from now at the earliest; what it returns cancels that. `idly`: the process does not live on for it. */
  after(ms: number, fn: () => void, idly?: boolean): () => void
}

const LONGEST = 2 ** 31 - 1 // a longer setTimeout would fire at once

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, fn, idly = false) => {
    const end = Date.now() + ms
    let timer: NodeJS.Timeout
    const wait = (left: number) => {
      timer = setTimeout(() => (left > LONGEST ? wait(end - Date.now()) : fn()), Math.min(Math.max(left, 0), LONGEST))
      if (idly) timer.unref()
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
}
