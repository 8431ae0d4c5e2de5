/** A thread of its own that asks the daemon at `workerData` for /health again and again, until a message comes; then it says how long the longest answer took, in ms. */
import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { request } from 'undici'

const everyMillis = 50

let over = false
parentPort!.once('message', () => {
  over = true
})

let longest = 0
while (!over) {
  const began = performance.now()
  const { body } = await request(`http://${workerData}/health`, { headersTimeout: 60_000 })
  await body.dump()
  longest = Math.max(longest, performance.now() - began)
  await pause(everyMillis)
}
parentPort!.postMessage(longest)
