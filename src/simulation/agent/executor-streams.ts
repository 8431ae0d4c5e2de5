import type { Event as ExecutorEvent } from '../../mesos/messages/executor.ts'
import type { Process } from '../process.ts'

/** Open event streams of custom executors, in one life of a follower. */
export interface ExecutorStreams {
  /** Gives the stream a number; `hear` gets its events, `closed` its end. */
  open(hear: (event: ExecutorEvent) => void, closed: () => void): number
  send(stream: number, event: ExecutorEvent): void
  close(stream: number): void
  /** The follower's process has ended. */
  closeAll(): void
}

export const createExecutorStreams = (process: Process): ExecutorStreams => {
  const all = new Map<number, { readonly hear: (event: ExecutorEvent) => void; readonly closed: () => void }>()
  let last = 0
  const close = (stream: number) => {
    const found = all.get(stream)
    all.delete(stream)
    found?.closed()
  }
  return {
    open: (hear, closed) => {
      all.set(++last, { hear, closed })
      return last
    },
    send: (stream, event) => {
      const copy = structuredClone(event)
      process.after(1, () => all.get(stream)?.hear(copy))
    },
    close,
    closeAll: () => [...all.keys()].forEach(close),
  }
}
