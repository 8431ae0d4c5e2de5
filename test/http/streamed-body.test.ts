import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { ok } from '../../src/http/answer.ts'
import type { Route } from '../../src/http/types.ts'
import { serve } from './serve.ts'

const routes: readonly Route[] = [
  {
    path: '/count',
    handle: async ({ body, stream }) => {
      let bytes = body.length
      if (stream) for await (const chunk of stream) bytes += chunk.length
      return ok({ bytes, streamed: stream !== undefined })
    },
  },
  { path: '/deaf', handle: () => ok({}) },
]
const HEAD = 'HTTP/1.1\r\nContent-Type: application/recordio\r\nTransfer-Encoding: chunked\r\n\r\n'

it('a body of application/recordio comes as it is sent, and other bodies as a whole', async () => {
  const { ask } = await serve({ routes })
  const send = (type: string) => ask('/count', { method: 'POST', headers: { 'Content-Type': type }, body: '3\nabc' })
  expect(await (await send('application/recordio')).json()).toEqual({ bytes: 5, streamed: true })
  expect(await (await send('application/json')).json()).toEqual({ bytes: 5, streamed: false })
})

it('may last longer than a request, and be larger than a body', async () => {
  const { port } = await serve({ routes, requestTimeoutMs: 300, headersTimeoutMs: 300, bodyLimit: 4 })
  const socket = connect(port, '127.0.0.1')
  socket.write(`POST /count ${HEAD}5\r\n3\nabc\r\n`)
  await new Promise(resolve => setTimeout(resolve, 1000)) // the time of ordinary requests is over by far
  socket.write('5\r\n3\nabc\r\n0\r\n\r\n')
  const answer = await new Promise<string>(resolve => socket.once('data', bytes => resolve(bytes.toString())))
  socket.destroy()
  expect(answer).toContain('{"bytes":10,"streamed":true}')
})

it('is cut off where nobody reads it', async () => {
  const { raw } = await serve({ routes })
  const endless = function* () {
    yield `POST /deaf ${HEAD}`
    for (;;) yield `10000\r\n${'x'.repeat(65_536)}\r\n`
  }
  const answer = await raw(endless())
  expect(answer === '' || /^HTTP\/1\.1 200 /.test(answer)).toBe(true) // a reset may have overtaken it
})
