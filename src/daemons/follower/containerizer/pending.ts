/** One operation that has begun and not ended, as /containerizer/debug tells it. */
export interface PendingOperation {
  /** `<isolator>::prepare`, `launcher::fork` and the like (containerizer.md 1). */
  readonly operation: string
  readonly args: { readonly containerId: string }
}

/** What a containerizer waits for. */
export interface Pending {
  /** Runs it; it is among `all` until it ends. */
  during<T>(operation: string, containerId: string, work: () => T | Promise<T>): Promise<T>
  all(): readonly PendingOperation[]
}

export const createPending = (): Pending => {
  const under = new Set<PendingOperation>()
  return {
    during: async (operation, containerId, work) => {
      const entry = { operation, args: { containerId } }
      under.add(entry)
      try {
        return await work()
      } finally {
        under.delete(entry)
      }
    },
    all: () => [...under],
  }
}
