/**
 * /state of 10,000 agents and 100,000 tasks: time with one and with twenty pollers, and how long the event loop was kept at most
 * meanwhile. The state is made here, the answers travel over real sockets to a process of its own.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { get, Agent as HttpAgent } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { createRoutes } from '../src/daemons/master/http/routes.ts'
import { createReplies } from '../src/daemons/master/perform/replies.ts'
import { createStreams } from '../src/daemons/master/perform/streams.ts'
import { createServer } from '../src/http/server.ts'
import { systemClock as clock } from '../src/runtime/clock.ts'
import { createLogger } from '../src/runtime/logger.ts'
import { createMetrics } from '../src/runtime/metrics.ts'
import { median, report } from './measure.ts'
import { busyState } from './support/busy-state.ts'

const AGENTS = 10_000
const TASKS = 100_000
const RUNS = 5

/** In a process of its own: asks as many times at once as it is told, and says how long each took, in ms. */
const poll = async (port: number, path: string, pollers: number): Promise<number[]> =>
  Promise.all(Array.from({ length: pollers }, () => fetchOnce(port, path)))

const agent = new HttpAgent({ keepAlive: true, maxSockets: 64 })

const fetchOnce = (port: number, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const began = performance.now()
    get({ host: '127.0.0.1', port, path, agent }, response => {
      response.resume()
      response.on('end', () => resolve(performance.now() - began))
      response.on('error', reject)
    }).on('error', reject)
  })

const client = () =>
  process.on('message', async ({ port, path, pollers }: { port: number; path: string; pollers: number }) => {
    process.send!(await poll(port, path, pollers))
  })

const main = async (): Promise<void> => {
  const log = createLogger('bench', 'ERROR')
  const state = busyState(AGENTS, TASKS)
  const routes = createRoutes({
    state,
    post: () => {},
    streams: createStreams(),
    replies: createReplies(),
    metrics: createMetrics(clock),
    count: () => {},
    clock,
    log,
    shown: {},
  })
  const onMessage = () => false
  const server = await createServer({ ip: '127.0.0.1', port: 0, processId: 'master', log, onMessage, routes })
  const poller = fork(import.meta.filename, ['client'])
  const ask: Ask = async (path, pollers) => {
    poller.send({ port: server.port, path, pollers })
    const [times] = (await once(poller, 'message')) as [number[]]
    return times
  }
  for (const path of process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['/state']) await measure(ask, path)
  poller.kill()
  await server.close()
}

type Ask = (path: string, pollers: number) => Promise<number[]>

const measure = async (ask: Ask, path: string): Promise<void> => {
  const name = path.slice(1)
  await ask(path, 1) // the first one compiles, and fills the memory of what tasks look like
  const idle = await repeatedly(() => setTimeout(1000, [0]))
  figure(`${name}-0-pollers-longest-stall`, Math.max(...idle.stalls)) // what the machine itself does to us
  for (const pollers of [1, 20]) {
    const { times, stalls, cpu } = await repeatedly(() => ask(path, pollers))
    figure(`${name}-${pollers}-pollers`, median(times))
    figure(`${name}-${pollers}-pollers-cpu`, median(cpu))
    figure(`${name}-${pollers}-pollers-longest-stall`, Math.max(...stalls))
  }
}

const figure = (name: string, value: number) => report({ name, value, unit: 'ms', n: RUNS })

/** Of each run: the slowest answer, the longest time that the event loop was kept, and the processor time of this process; all in ms. */
const repeatedly = async (work: () => Promise<number[]>) => {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const [times, stalls, cpu]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < RUNS; run++) {
    delay.reset()
    delay.enable()
    const before = process.cpuUsage()
    times.push(Math.max(...(await work())))
    const { user, system } = process.cpuUsage(before)
    delay.disable()
    cpu.push((user + system) / 1000)
    stalls.push(delay.max / 1e6)
  }
  return { times, stalls, cpu }
}

if (process.argv[2] === 'client') client()
else await main()
