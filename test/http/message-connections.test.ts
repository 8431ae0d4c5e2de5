import { connect } from 'node:net'
import { expect, it } from 'vitest'
import type { Route } from '../../src/http/types.ts'
import { frame } from '../../src/mesos/libprocess/frame.ts'
import { serve } from './serve.ts'

const from = 'slave-observer(3)@1.2.3.4:5'
const PING = 'mesos.internal.PingSlaveMessage'
/** As libprocess sends it: it gets no answer. */
const deaf = (connected: boolean) => frame(from, 'master', '127.0.0.1:1', PING, Buffer.from([8, connected ? 1 : 0]))
/** As others send it. */
const ping = (connected: boolean) =>
  Buffer.from(deaf(connected).toString('latin1').replace('User-Agent: libprocess/', 'X-Agent: '), 'latin1')
const echo: Route = { path: '/echo', handle: ({ body }) => ({ status: 200, body: body.toString() }) }
const asked = 'POST /echo HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi'
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))

const listening = async () => {
  const taken: boolean[] = []
  const server = await serve({
    routes: [echo],
    onMessage: (_to, _from, _name, { connected }) => taken.push(connected) > 0,
  })
  return { taken, ...server }
}

it('messages are taken in order and answered each, however the connection is cut', async () => {
  const { taken, raw } = await listening()
  const all = Buffer.concat([ping(true), ping(false), ping(false), ping(true)])
  for (const size of [1, 7, 100, 253, all.length]) {
    taken.length = 0
    const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
      all.subarray(i * size, (i + 1) * size),
    )
    const heard = await raw(pieces, text => statuses(text).length === 4)
    expect(statuses(heard)).toEqual([202, 202, 202, 202])
    expect(taken).toEqual([true, false, false, true])
  }
})

it('many messages are taken in order, and other requests have their turn between them', async () => {
  const seen: string[] = []
  const slow = { path: '/other', handle: () => ({ status: 200, body: String(seen.push('other')) }) }
  const { raw } = await serve({
    routes: [slow],
    onMessage: (_to, _from, _name, { connected }) => {
      const end = performance.now() + 2
      while (performance.now() < end);
      return seen.push(String(connected)) > 0
    },
  })
  const many = Buffer.concat([...Array.from({ length: 200 }, (_, index) => deaf(index % 2 === 0)), ping(true)])
  const messages = raw([many], text => statuses(text).length === 1)
  while (seen.length === 0) await new Promise(resolve => setImmediate(resolve))
  await raw([asked.replace('/echo', '/other')])
  await messages
  expect(seen.indexOf('other')).toBeLessThan(200)
  const taken = seen.filter(one => one !== 'other')
  expect(taken).toEqual(Array.from({ length: 201 }, (_, index) => String(index % 2 === 0)))
})

it('a sender that is libprocess hears only of what can’t be read', async () => {
  const { taken, raw } = await listening()
  const broken = frame(from, 'master', '127.0.0.1:1', PING, Buffer.from([8]))
  const heard = await raw([Buffer.concat([deaf(true), broken, deaf(false), Buffer.from(asked)])])
  expect(statuses(heard)).toEqual([500, 200])
  expect(taken).toEqual([true, false])
})

it('an ordinary request after messages is answered after them, on the same connection', async () => {
  const { taken, raw } = await listening()
  const heard = await raw([Buffer.concat([ping(true), ping(false), Buffer.from(asked)])])
  expect(statuses(heard)).toEqual([202, 202, 200])
  expect(heard.endsWith('\r\n\r\nhi')).toBe(true)
  expect(taken).toEqual([true, false])
})

it('messages after an ordinary request are taken, too', async () => {
  const { taken, raw } = await listening()
  const kept = asked.replace('Connection: close\r\n', '')
  const heard = await raw([kept, ping(true), asked])
  expect(statuses(heard)).toEqual([200, 202, 200])
  expect(taken).toEqual([true])
})

it('a large message comes whole', async () => {
  const sizes: number[] = []
  const { raw } = await serve({
    onMessage: (_to, _from, _name, { data }) => sizes.push(Buffer.from(data, 'base64').length) > 0,
  })
  const data = Buffer.alloc(3_000_000, 'x')
  const head = Buffer.from('0a030a014112030a01461a030a014522', 'hex') // agent, framework, executor, and the key of data
  const length = Buffer.from([0xc0, 0x8d, 0xb7, 0x01])
  const body = Buffer.concat([head, length, data])
  const message = frame(from, 'master', '127.0.0.1:1', 'mesos.internal.ExecutorToFrameworkMessage', body)
  await raw([message, asked])
  expect(sizes).toEqual([3_000_000])
})

it('a message that is fed in piece by piece must end in time all the same', async () => {
  const server = await serve({ headersTimeoutMs: 200, requestTimeoutMs: 200 })
  const head = 'POST /master/mesos.internal.PongSlaveMessage HTTP/1.1\r\nLibprocess-From: a@10.0.0.1:1\r\n'
  const socket = connect(server.port, '127.0.0.1', () => socket.write(`${head}Content-Length: 100000\r\n\r\n`))
  const feeding = setInterval(() => socket.write('x'), 20)
  let heard = ''
  socket.on('data', data => (heard += data)).on('error', () => {})
  await new Promise(resolve => socket.on('close', resolve))
  clearInterval(feeding)
  expect(heard).toMatch(/^(HTTP\/1\.1 408 |$)/) // a reset may have overtaken it
})
