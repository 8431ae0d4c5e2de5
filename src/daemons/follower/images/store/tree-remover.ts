/** For arguments of a program there is room for thousands of paths; more would only make those wait that came first. */
const mostAtOnce = 100

/**
 * Removes trees of which many come at once: those that come while others are removed share the next process, which costs more than they do.
 * Resolves when that one has gone; rejects with what it is that stays.
 */
export const createTreeRemover = (remove: Remove): ((path: string) => Promise<void>) => {
  let waiting: Wish[] = []
  let busy = false
  const work = async () => {
    busy = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce)
      waiting = waiting.slice(mostAtOnce)
      await removeAll(batch, remove)
    }
    busy = false
  }
  return path =>
    new Promise((resolve, reject) => {
      waiting.push({ path, resolve, reject })
      // Those of the same turn come along.
      if (!busy) queueMicrotask(() => void (busy || work()))
    })
}

type Remove = (paths: readonly string[]) => Promise<void>

interface Wish {
  readonly path: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** One that can't be removed is found by removing each by itself. */
const removeAll = async (batch: readonly Wish[], remove: Remove): Promise<void> => {
  try {
    await remove(batch.map(({ path }) => path))
    for (const { resolve } of batch) resolve()
  } catch (error) {
    if (batch.length === 1) return batch[0]!.reject(error)
    for (const one of batch) await removeAll([one], remove)
  }
}
