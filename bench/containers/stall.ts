import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * How long a daemon's loop stands still while `work` goes on, in ms: the longest time until it answered. It is asked from a thread of its own, for
 * the loop of whoever sends a thousand calls stands still, too.
 */
export const longestAnswer = async (address: string, work: () => Promise<void>): Promise<number> => {
  const asking = new Worker(new URL('ask.ts', import.meta.url), { workerData: address })
  const answer = once(asking, 'message') // rejects with what goes wrong in the thread
  answer.catch(() => {})
  try {
    await work()
  } finally {
    asking.postMessage('over')
  }
  const [longest] = await answer
  return longest as number
}
