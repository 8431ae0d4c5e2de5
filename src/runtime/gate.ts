/**
 * Lets so many through at a time, the others in the order of their coming. Whoever is called off while he waits is never let in: the result
 * is then `undefined`.
 */
export const createGate = (most: number) => {
  const waiting = new Set<() => void>()
  let inside = 0
  const enter = (signal: AbortSignal): Promise<boolean> => {
    if (signal.aborted) return Promise.resolve(false)
    if (inside < most) {
      inside += 1
      return Promise.resolve(true)
    }
    return new Promise(resolve => {
      const go = () => {
        waiting.delete(go)
        signal.removeEventListener('abort', leave)
        resolve(true)
      }
      const leave = () => {
        waiting.delete(go)
        resolve(false)
      }
      waiting.add(go)
      signal.addEventListener('abort', leave, { once: true })
    })
  }
  /** The place goes to the next one, if there is one. */
  const next = () => {
    const [first] = waiting
    if (first) first()
    else inside -= 1
  }
  return async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> => {
    if (!(await enter(signal))) return undefined
    try {
      return await work()
    } finally {
      next()
    }
  }
}
