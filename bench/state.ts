/**
 * The state of 10,000 agents and 100,000 tasks as /state, or as GET_STATE (arguments: `/state GET_STATE GET_STATE.pb`): time with one and with
 * twenty pollers, and how long the event loop was kept at most meanwhile. One task in a hundred changes before each poll; `unchanged`: none
 * does. The state is made here, the answers travel over real sockets to a process of its own, which asks a server that has the same bytes
 * in memory as well: the peer.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createPlainServer, Agent as HttpAgent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { paced } from '../src/daemons/master/http/paced.ts'
import { createRoutes } from '../src/daemons/master/http/routes.ts'
import { createReplies } from '../src/daemons/master/perform/replies.ts'
import { createStreams } from '../src/daemons/master/perform/streams.ts'
import type { MasterState } from '../src/daemons/master/state.ts'
import { createServer } from '../src/http/server.ts'
import { systemClock as clock } from '../src/runtime/clock.ts'
import { createLogger } from '../src/runtime/logger.ts'
import { createMetrics } from '../src/runtime/metrics.ts'
import { seededRandom } from '../src/runtime/random.ts'
import { median, report } from './measure.ts'
import { busyState } from './support/busy-state.ts'

const AGENTS = 10_000
const TASKS = 100_000
const CHANGING = 0.01
const RUNS = 5

interface Asked {
  readonly port: number
  readonly what: string
  readonly gzip: boolean
  readonly pollers: number
}

const main = async (): Promise<void> => {
  const state = busyState(AGENTS, TASKS)
  const server = await serve(state)
  const poller = fork(import.meta.filename, ['client'])
  const ask: Ask = async asked => {
    poller.send({ port: server.port, ...asked })
    const [{ times, bytes }] = (await once(poller, 'message')) as [{ times: number[]; bytes: number }]
    return { slowest: Math.max(...times), bytes }
  }
  const given = process.argv.slice(2)
  for (const what of given.length > 0 ? given : ['/state']) await measure(ask, what, () => change(state))
  poller.kill()
  await server.close()
}

const serve = (state: MasterState) => {
  const log = createLogger('bench', 'ERROR')
  const options = {
    state,
    streams: createStreams(),
    replies: createReplies(),
    metrics: createMetrics(clock),
    clock,
    log,
  }
  const routes = createRoutes({ ...options, post: () => {}, count: () => {}, shown: {} })
  return createServer({ ip: '127.0.0.1', port: 0, processId: 'master', log, onMessage: () => false, routes })
}

type Ask = (asked: Partial<Asked> & Omit<Asked, 'port'>) => Promise<{ slowest: number; bytes: number }>

const random = seededRandom(1)

/** As status updates do it. */
const change = (state: MasterState): void => {
  state.revision++
  for (const { tasks } of state.frameworks.values()) {
    for (const task of tasks.values()) {
      if (random.next() < CHANGING) task.statuses = [...task.statuses!.slice(0, -1), { ...task.statuses!.at(-1)! }]
    }
  }
}

const measure = async (ask: Ask, what: string, change: () => void): Promise<void> => {
  const name = what.replace('/', '').toLowerCase().replaceAll('_', '-')
  const before = memory()
  const { bytes } = await ask({ what, gzip: false, pollers: 1 }) // the first one compiles, and fills the memory
  report({ name: `${name}-memory-kept`, value: (memory() - before) / 1e6, unit: 'MB', n: 1 })
  const idle = await repeatedly(() => setTimeout(1000, 0))
  figure(`${name}-0-pollers-longest-stall`, Math.max(...idle.stalls)) // what the machine itself does to us
  for (const pollers of [1, 20]) {
    const floor = await plainly(ask, bytes, pollers)
    for (const [kind, prepare, gzip] of [
      ['', change, false],
      ['-unchanged', () => {}, false],
      ['-gzip', change, true],
    ] as const) {
      const { times, stalls, cpu } = await repeatedly(async () => (await ask({ what, gzip, pollers })).slowest, prepare)
      const time = median(times)
      const peer = gzip ? {} : { peer: 'the same bytes from memory', ratio: time / floor }
      report({ name: `${name}-${pollers}-pollers${kind}`, value: time, unit: 'ms', goal: 500, n: RUNS, ...peer })
      figure(`${name}-${pollers}-pollers${kind}-cpu`, median(cpu))
      report({
        name: `${name}-${pollers}-pollers${kind}-stall`,
        value: Math.max(...stalls),
        unit: 'ms',
        goal: 50,
        n: RUNS,
      })
    }
  }
}

/** ms until the slowest of so many has as many bytes from a server that has them ready. */
const plainly = async (ask: Ask, bytes: number, pollers: number): Promise<number> => {
  const buffers = Array.from({ length: Math.ceil(bytes / CHUNK) }, () => Buffer.alloc(CHUNK, 'x'))
  const server = createPlainServer((_, response) => void paced(buffers).pipe(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { times } = await repeatedly(async () => (await ask({ port, what: '/', gzip: false, pollers })).slowest)
  server.close()
  server.closeAllConnections()
  return median(times)
}

const CHUNK = 128 * 1024

const memory = (): number => {
  globalThis.gc?.() // with node --expose-gc; without it, garbage is counted too
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const figure = (name: string, value: number) => report({ name, value, unit: 'ms', n: RUNS })

/** Of each run: the slowest answer, the longest time that the event loop was kept, and the processor time of this process; all in ms. */
const repeatedly = async (work: () => Promise<number | undefined>, prepare = () => {}) => {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const [times, stalls, cpu]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < RUNS; run++) {
    prepare()
    delay.reset()
    delay.enable()
    const before = process.cpuUsage()
    times.push((await work()) ?? 0)
    const { user, system } = process.cpuUsage(before)
    delay.disable()
    cpu.push((user + system) / 1000)
    stalls.push(delay.max / 1e6)
  }
  return { times, stalls, cpu }
}

const agent = new HttpAgent({ keepAlive: true, maxSockets: 64 })

/** In a process of its own: asks as many times at once as it is told, and says how long each took, in ms. */
const client = () =>
  process.on('message', async ({ pollers, ...asked }: Asked) => {
    const answers = await Promise.all(Array.from({ length: pollers }, () => fetchOnce(asked)))
    process.send!({ times: answers.map(({ time }) => time), bytes: answers[0]!.bytes })
  })

const fetchOnce = ({ port, what, gzip }: Omit<Asked, 'pollers'>): Promise<{ time: number; bytes: number }> =>
  new Promise((resolve, reject) => {
    const began = performance.now()
    const [type, accept] = what.split('.')
    const post = !what.startsWith('/')
    const headers = {
      ...(post && { 'Content-Type': 'application/json' }),
      ...(accept && { Accept: 'application/x-protobuf' }),
      ...(gzip && { 'Accept-Encoding': 'gzip' }),
    }
    const options = {
      host: '127.0.0.1',
      port,
      path: post ? '/api/v1' : what,
      method: post ? 'POST' : 'GET',
      headers,
      agent,
    }
    const asked = request(options, response => {
      let bytes = 0
      response.on('data', ({ length }: Buffer) => void (bytes += length))
      response.on('end', () => resolve({ time: performance.now() - began, bytes }))
      response.on('error', reject)
    })
    asked.on('error', reject)
    asked.end(post ? JSON.stringify({ type }) : undefined)
  })

if (process.argv[2] === 'client') client()
else await main()
