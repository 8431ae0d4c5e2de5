import type { ProcessRef } from '../linux/process-tree.ts'
import { cleanUp, forget } from './clean-up.ts'
import type { Inner } from './inner.ts'

/** Since nothing of a container runs any more. Its end is told then, whatever others' programs do, as network plugins that hang. */
export const longestMillis = 5_000

export interface CleanUp {
  /** Over, or nobody waits any longer: the rest goes on. */
  readonly waited: Promise<void>
  /** True: nothing is left but its records. */
  readonly clean: Promise<boolean>
}

/** As `cleanUp`, which may take as long as it likes. */
export const cleanUpInTime = (
  inner: Inner,
  containerId: string,
  process: ProcessRef | undefined,
  sandbox: string,
): CleanUp => {
  const { promise: overdue, resolve } = Promise.withResolvers<void>()
  let stopWaiting = () => {}
  const clean = cleanUp(inner, containerId, process, sandbox, () => {
    stopWaiting = inner.clock.after(longestMillis, () => {
      inner.log.warning(`container ${containerId} has ended; what was made for it is not gone yet`)
      resolve()
    })
  })
  const over = clean.then(() => stopWaiting())
  return { waited: Promise.race([over, overdue]), clean }
}

/** What could not be cleaned up is left to the next follower. A container of the same name waits for that. */
export const forgetOnceClean = (inner: Inner, containerId: string, clean: Promise<boolean>): void => {
  const over = clean
    .then(done => (done ? forget(inner, containerId) : undefined))
    .then(() => {
      if (inner.cleaning.get(containerId) === over) inner.cleaning.delete(containerId)
    })
  inner.cleaning.set(containerId, over)
}
