import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Route } from '../../src/http/types.ts'
import { frame } from '../../src/mesos/libprocess/frame.ts'
import { bytes, damaged, fuzzed, holdsLater, pieces } from '../support/fuzz.ts'
import { serve } from './serve.ts'

const echo: Route = { path: '/echo', handle: ({ body }) => ({ status: 200, body: body.toString() }) }
const PING = 'mesos.internal.PingSlaveMessage'
const message = fc
  .boolean()
  .map(connected => frame('slave(1)@10.0.0.2:5051', 'master', 'x:1', PING, Buffer.of(8, Number(connected))))
const call = bytes(30).map(body =>
  Buffer.concat([Buffer.from(`POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`), body]),
)
const talk = fc.array(fc.oneof(message, call), { minLength: 1, maxLength: 4 }).map(parts => Buffer.concat(parts))

/** Says it piece by piece, and hangs up; what was answered is of no account. */
const say = (port: number, parts: readonly Buffer[]) =>
  new Promise<void>(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part)
      socket.end()
    })
    socket.on('data', () => {})
    socket.on('error', () => {})
    socket.on('end', () => socket.destroy())
    socket.on('close', () => resolve())
    socket.setTimeout(200, () => socket.destroy()) // half of something is waited for
  })

it(`whatever is said on a connection, the next one is served ${fuzzed}`, async () => {
  const taken: boolean[] = []
  const onMessage = (_to: string, _from: string, _name: string, { connected }: { connected: boolean }) =>
    taken.push(connected) > 0
  const server = await serve({ routes: [echo], onMessage })
  const cuts = fc.array(fc.nat(), { maxLength: 4 })
  await holdsLater(fc.tuple(fc.oneof(bytes(200), damaged(talk)), cuts), 60, async ([given, where]) => {
    await say(server.port, pieces(given, where))
  })
  expect(await (await server.ask('/echo', { method: 'POST', body: 'well' })).text()).toBe('well')
  await say(server.port, [frame('slave(1)@10.0.0.2:5051', 'master', 'x:1', PING, Buffer.of(8, 1))])
  await expect.poll(() => taken.at(-1), { timeout: 60_000 }).toBe(true)
})
