/** Keeps a thousand wishes at once from holding up all that else happens here. */
export interface Pacing {
  /** Does it now, or in its turn when this turn of the event loop has had its share. */
  paced<T>(work: () => T): Promise<T>
}

/** `shareMillis`: for how long work may go on before others get their turn; one at least is done in each. */
export const createPacing = (shareMillis: number): Pacing => {
  const waiting: (() => void)[] = []
  let spent = 0
  let scheduled = false

  const run = (work: () => void) => {
    const begun = performance.now()
    work()
    spent += performance.now() - begun
    if (scheduled) return
    scheduled = true
    setImmediate(nextTurn)
  }
  const nextTurn = () => {
    scheduled = false
    spent = 0
    do {
      const next = waiting.shift()
      if (next) run(next)
    } while (waiting.length > 0 && spent < shareMillis)
  }

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
        if (!scheduled || (waiting.length === 0 && spent < shareMillis)) run(job)
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
