import { createServer } from 'node:net'

/**
 * Below the range that the kernel takes for outgoing connections: a daemon that is killed and started again on its port would else find
 * it taken, now and then, by somebody's connection.
 */
const lowest = 12_000
const highest = 24_999
/** Test files that run at once have ports of their own: one whose daemon restarts finds its port as it left it. */
const shares = 4
const size = Math.floor((highest - lowest + 1) / shares)
const first = lowest + (Number(process.env.VITEST_POOL_ID ?? 0) % shares) * size
const given = new Set<number>()

/** A port of loopback on which nobody listens; never the same twice in one process. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = first + Math.floor(Math.random() * size)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })
