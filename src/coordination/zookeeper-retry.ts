import { setTimeout as sleep } from 'node:timers/promises'
import { MantlError } from '../errors.ts'

const pauseMs = 50

/** For what may be done twice. Ends when the session does: requests wait for a connection, and an expired session refuses them. */
export const retryLost = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof MantlError) || error.code !== 'zookeeper.connection_loss') throw error
      await sleep(pauseMs)
    }
  }
}
