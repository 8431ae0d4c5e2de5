/** Keeps a thousand wishes at once from holding up all that else happens here. */
export interface Pacing {
  /** Does it now, or in its turn when this turn of the event loop has had its share. */
  paced<T>(work: () => T | Promise<T>): Promise<T>
}

/**
 * `shareMillis`: how old a turn of the event loop may be for another work to begin in it. What follows of a work within its turn counts,
 * too, and may be the longer part: so those that wait are done one a turn.
 */
export const createPacing = (shareMillis: number): Pacing => {
  const waiting: (() => void)[] = []
  let begun: number | undefined

  const run = (job: () => void) => {
    if (begun === undefined) setImmediate(nextTurn)
    begun ??= performance.now()
    job()
  }
  const nextTurn = () => {
    begun = undefined
    const next = waiting.shift()
    if (next) run(next)
  }
  const hasRoom = () => waiting.length === 0 && (begun === undefined || performance.now() - begun < shareMillis)

  return {
    paced: work =>
      new Promise((resolve, reject) => {
        const job = () => {
          try {
            resolve(work())
          } catch (error) {
            reject(error)
          }
        }
        if (hasRoom()) run(job)
        else waiting.push(job)
      }),
  }
}

/** So many at a time, the others in the order in which they came. */
export interface Slots {
  /** Until there is one; it must be freed. */
  take(): Promise<void>
  free(): void
}

export const createSlots = (most: number): Slots => {
  const waiting: (() => void)[] = []
  let taken = 0
  return {
    take: () => {
      if (taken < most) {
        taken += 1
        return Promise.resolve()
      }
      return new Promise(resolve => waiting.push(resolve))
    },
    free: () => {
      const next = waiting.shift()
      if (next) next()
      else taken -= 1
    },
  }
}
