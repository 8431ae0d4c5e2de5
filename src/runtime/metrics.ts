import type { Clock } from './clock.ts'
import { statistics } from './statistics.ts'

export interface Counter {
  increment(by?: number): void
  readonly value: number
}

export interface Timer {
  /** Starts a measurement; what it returns ends it. */
  start(): () => void
  record(ms: number): void
}

export interface Metrics {
  /** The counter of this key, made on its first use. */
  counter(key: string): Counter
  /** Read at each snapshot; one that throws, or gives no finite number, is left out. */
  gauge(key: string, read: () => number): void
  /** `key` ends in `_ms`. Its value is the last duration; with a history also `<key>/count`, `/max`, … `/p9999`. */
  timer(key: string, options?: { readonly history?: boolean }): Timer
  remove(key: string): void
  /** Everything whose key starts so: what belonged to a framework or a role that is gone. */
  removeAll(prefix: string): void
  /** Flat, keys sorted: what /metrics/snapshot answers. */
  snapshot(): Record<string, number>
}

const HISTORY = 1000 // samples, as many as Mesos keeps
const WINDOW_MS = 3_600_000

/** `elapsed`: milliseconds since any time, for timers; the wall clock by default. */
export const createMetrics = (clock: Clock, elapsed: () => number = clock.now): Metrics => {
  const readers = new Map<string, () => readonly (readonly [string, number])[]>()
  const counters = new Map<string, Counter>()
  const timers = new Map<string, Timer>()
  const remove = (key: string) => [readers, counters, timers].forEach(map => void map.delete(key))
  return {
    counter: key =>
      counters.get(key) ?? register(counters, key, newCounter(), counter => [[key, counter.value]], readers),
    gauge: (key, read) => void readers.set(key, () => [[key, read()]]),
    timer: (key, { history = false } = {}) => {
      const known = timers.get(key)
      if (known) return known
      const { timer, read } = newTimer(key, history, clock, elapsed)
      return register(timers, key, timer, read, readers)
    },
    remove,
    removeAll: prefix => [...readers.keys()].filter(key => key.startsWith(prefix)).forEach(remove),
    snapshot: () => Object.fromEntries([...readers.values()].flatMap(readSafely).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

type Read = () => readonly (readonly [string, number])[]

const register = <T>(
  kind: Map<string, T>,
  key: string,
  made: T,
  read: (made: T) => ReturnType<Read>,
  readers: Map<string, Read>,
) => {
  kind.set(key, made)
  readers.set(key, () => read(made))
  return made
}

const readSafely = (read: Read) => {
  try {
    return read().filter(([, value]) => Number.isFinite(value))
  } catch {
    return [] // Mesos leaves a failing gauge out, silently
  }
}

const newCounter = (): Counter => {
  let value = 0
  return {
    increment: (by = 1) => void (value += by),
    get value() {
      return value
    },
  }
}

const newTimer = (key: string, history: boolean, clock: Clock, elapsed: () => number) => {
  let last: number | undefined
  let samples: { readonly at: number; readonly ms: number }[] = []
  const record = (ms: number) => {
    last = ms
    if (!history) return
    samples.push({ at: clock.now(), ms })
    if (samples.length > 2 * HISTORY) samples = samples.slice(-HISTORY)
  }
  const start = () => {
    const began = elapsed()
    return () => record(elapsed() - began)
  }
  const read = (): ReturnType<Read> => {
    if (last === undefined) return []
    const recent = samples.filter(({ at }) => at >= clock.now() - WINDOW_MS).slice(-HISTORY)
    const extra = statistics(recent.map(({ ms }) => ms)).map(([name, value]) => [`${key}/${name}`, value] as const)
    return [[key, last], ...extra]
  }
  return { timer: { start, record }, read }
}
