import type { Disk } from './disk.ts'
import { doJobs, promised } from './jobs.ts'

/** Does all at once, in our own thread. */
export const createOwnDisk = (): Disk => {
  const work = doJobs()
  return {
    run: (steps, told, strict = false) => told(work({ steps, strict })),
    done: steps => promised(told => told(work({ steps, strict: false }))),
    close: () => {},
  }
}
