import { setTimeout } from 'node:timers/promises'
import { MantlError } from '../../../../errors.ts'

/** Milliseconds before the second and each further attempt. */
const pauses = [500, 2_000, 5_000] as const

/** Tries again what may succeed later. */
export const withRetries = async <T>(work: () => Promise<T>, waits: readonly number[] = pauses): Promise<T> => {
  for (const wait of waits) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof MantlError && error.retryable)) throw error
      await setTimeout(wait)
    }
  }
  return work()
}
