import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { openRecordStream } from '../../src/http/stream.ts'
import type { RecordStream, Route } from '../../src/http/types.ts'
import { createRecordDecoder } from '../../src/mesos/recordio.ts'
import { serve } from './serve.ts'

const streaming = async () => {
  const opened: RecordStream[] = []
  let wake = () => {}
  const first = new Promise<void>(resolve => {
    wake = resolve
  })
  const route: Route = {
    path: '/api/v1/scheduler',
    handle: (_request, open) => {
      const stream = open('application/json', { 'Mesos-Stream-Id': 'id-1' })
      opened.push(stream)
      wake()
      return stream
    },
  }
  const server = await serve({ routes: [route] })
  return { server, stream: async () => first.then(() => opened[0]!) }
}

describe('a stream', () => {
  it('is chunked, has its headers at once, and carries records', async () => {
    const { server, stream } = await streaming()
    const response = await server.ask('/api/v1/scheduler', { method: 'POST', headers: { 'Accept-Encoding': 'gzip' } })
    const { headers } = response
    expect(
      ['content-type', 'mesos-stream-id', 'transfer-encoding', 'content-encoding', 'content-length'].map(n =>
        headers.get(n),
      ),
    ).toEqual(['application/json', 'id-1', 'chunked', null, null])
    const open = await stream()
    expect(open.write('{"type":"HEARTBEAT"}')).toBe(true)
    open.write(Buffer.from([1, 2, 3]))
    open.close()
    const records = createRecordDecoder().push(Buffer.from(await response.arrayBuffer()))
    expect(records.map(record => record.toString('latin1'))).toEqual(['{"type":"HEARTBEAT"}', '\x01\x02\x03'])
    expect(open.write('late')).toBe(false)
  })

  it('sends each record as a chunk of its own', async () => {
    const { server, stream } = await streaming()
    const socket = connect(server.port, '127.0.0.1')
    socket.write('POST /api/v1/scheduler HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    const open = await stream()
    open.write('one')
    open.write('three')
    open.close()
    let heard = ''
    for await (const bytes of socket) heard += bytes
    expect(heard.slice(heard.indexOf('\r\n\r\n') + 4)).toBe('5\r\n3\none\r\n7\r\n5\nthree\r\n0\r\n\r\n')
  })

  it('tells when the reader is gone', async () => {
    const { server, stream } = await streaming()
    const controller = new AbortController()
    await server.ask('/api/v1/scheduler', { signal: controller.signal })
    const open = await stream()
    const closed = new Promise<void>(resolve => open.onClose(resolve))
    expect(open.open).toBe(true)
    controller.abort()
    await closed
    expect(open.open).toBe(false)
    await new Promise<void>(resolve => open.onClose(resolve)) // at once, as it is over
  })

  it('carries a record larger than what may pile up', async () => {
    const { server, stream } = await streaming()
    const response = await server.ask('/api/v1/scheduler')
    const open = await stream()
    const snapshot = 'x'.repeat(20_000_000)
    expect(open.write(snapshot)).toBe(true)
    open.close()
    expect((await response.text()).length).toBe('20000000\n'.length + snapshot.length)
  })

  const slow = [
    { name: 'too much', patienceMs: 1e9, most: 12 * 1024 * 1024, least: 11, atMost: 20 },
    { name: 'more than may always wait, for too long', patienceMs: 0, most: 1e9, least: 7, atMost: 20 },
    { name: 'more than may always wait, but not for long', patienceMs: 1e9, most: 1e9, least: 40, atMost: 40 },
  ]
  it.each(slow)(
    'of a reader that reads nothing and lets $name pile up',
    async ({ patienceMs, most, least, atMost }) => {
      const { response, request } = await answering()
      const stream = openRecordStream(response, 'a/b', {}, { limit: 8 * 1024 * 1024, patienceMs, most, now: () => 0 })
      let closed = 0
      stream.onClose(() => closed++)
      const record = 'x'.repeat(1024 * 1024)
      let written = 0
      while (written < 40 && stream.write(record)) written++
      expect(written).toBeGreaterThanOrEqual(least)
      expect(written).toBeLessThanOrEqual(atMost)
      expect([stream.open, closed]).toEqual(written < 40 ? [false, 1] : [true, 0])
      request.destroy()
    },
  )
})

/** A response whose reader never reads. */
const answering = async () => {
  const server = createServer()
  const answered = once(server, 'request')
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const request = connect((server.address() as AddressInfo).port, '127.0.0.1')
  request.pause()
  request.on('error', () => {})
  request.on('close', () => server.close())
  request.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  const [, response] = (await answered) as [IncomingMessage, ServerResponse]
  return { request, response }
}
