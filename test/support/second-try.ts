import { beforeEach } from 'vitest'

/** Tests of one file (or one `describe`) share a world that each of them changes: one that is tried again gets a new world. */
export const anewOnSecondTry = (renew: () => Promise<unknown>): void => {
  beforeEach(async ({ task }) => {
    if (task.result?.retryCount) await renew()
  })
}
