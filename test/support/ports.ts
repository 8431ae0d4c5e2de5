import { createServer } from 'node:net'

/**
 * Below the range that the kernel takes for outgoing connections: a daemon that is killed and started again on its port would else find
 * it taken, now and then, by somebody's connection.
 */
const first = 12_000
const last = 24_999
const given = new Set<number>()

/** A port of loopback on which nobody listens; never the same twice in one process. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = first + Math.floor(Math.random() * (last - first + 1))
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
