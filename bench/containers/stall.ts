import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'

const everyMillis = 10

/** Asks a daemon for /health again and again while `work` goes on: the longest time until it answered, in ms, is how long its loop stood still. */
export const longestAnswer = async (address: string, work: () => Promise<void>): Promise<number> => {
  let longest = 0
  let over = false
  const ask = async () => {
    while (!over) {
      const began = performance.now()
      const { body } = await request(`http://${address}/health`, { headersTimeout: 60_000 })
      await body.dump()
      longest = Math.max(longest, performance.now() - began)
      await pause(everyMillis)
    }
  }
  const asking = ask().then(
    () => undefined,
    (error: Error) => error,
  )
  try {
    await work()
  } finally {
    over = true
  }
  const problem = await asking
  if (problem) throw problem
  return longest
}
