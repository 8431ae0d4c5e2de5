/**
 * Processor time that a daemon's server takes for a small libprocess message, over 200 connections with one message at a time on each; beside
 * the same message with a header that sends it to Node's HTTP server.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createServer } from '../src/http/server.ts'
import { frame } from '../src/mesos/libprocess/frame.ts'
import { createLogger } from '../src/runtime/logger.ts'
import { median, report } from './measure.ts'

const CONNECTIONS = 200
const WARM = 5000
const COUNT = 25_000
const RUNS = 3
const PING = 'mesos.internal.PingSlaveMessage'
const lean = frame('slave-observer(3)@127.0.0.1:2', 'master', '127.0.0.1:1', PING, Buffer.from([8, 1]))
const whole = Buffer.from(lean.toString('latin1').replace('Host:', 'Content-Encoding: identity\r\nHost:'), 'latin1')

/** In a process of its own: says its port, and then µs a message. */
const serve = async () => {
  let count = 0
  let before = process.cpuUsage()
  const onMessage = () => {
    count += 1
    if (count === WARM) before = process.cpuUsage()
    if (count === WARM + COUNT) {
      const { user, system } = process.cpuUsage(before)
      process.send!((user + system) / COUNT, () => process.exit())
    }
    return true
  }
  const log = createLogger('bench', 'ERROR')
  const { port } = await createServer({ ip: '127.0.0.1', port: 0, processId: 'master', log, onMessage, routes: [] })
  process.send!(port)
}

const measure = async (message: Buffer): Promise<number> => {
  const server = fork(import.meta.filename, ['serve'])
  const [port] = (await once(server, 'message')) as [number]
  const sockets = Array.from({ length: CONNECTIONS }, () =>
    connect({ port, host: '127.0.0.1', noDelay: true })
      .on('error', () => {})
      .resume(),
  )
  let answer: number | undefined
  server.once('message', value => {
    answer = Number(value)
  })
  server.once('exit', () => {
    answer ??= Number.NaN
  })
  while (answer === undefined) {
    for (const socket of sockets) socket.write(message)
    await pause(1)
  }
  for (const socket of sockets) socket.destroy()
  return answer
}

const main = async () => {
  const [ours, peers]: [number[], number[]] = [[], []]
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(await measure(lean))
    peers.push(await measure(whole))
  }
  const [value, peer] = [median(ours), median(peers)]
  const figure = { name: 'messages/one received', value, unit: 'CPU µs', n: RUNS * COUNT }
  report({ ...figure, peer: "Node's HTTP server", ratio: value / peer })
}

if (process.argv[2] === 'serve') await serve()
else await main()
