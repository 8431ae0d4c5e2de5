import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { ok } from '../../src/http/answer.ts'
import type { Route } from '../../src/http/types.ts'
import { serve, type TestServer } from './serve.ts'

const routes: readonly Route[] = [{ path: '/echo', handle: ({ body }) => ok({ bytes: body.length }) }]
const MESSAGE = 'POST /master/mesos.internal.PingSlaveMessage HTTP/1.1\r\nLibprocess-From: a@1.2.3.4:5\r\n'

/** After whatever came before: a good request and a good message. */
const stillServes = async ({ ask, raw }: TestServer) => {
  const response = await ask('/echo', { method: 'POST', body: 'hello' })
  expect(await response.json()).toEqual({ bytes: 5 })
  expect(await raw([`${MESSAGE}Connection: close\r\nContent-Length: 2\r\n\r\n\x08\x01`])).toMatch(/^HTTP\/1\.1 202 /)
}

function* endlessly(first: string, filler: Buffer, bytes: number) {
  yield first
  for (let sent = 0; sent < bytes; sent += filler.length) yield filler
}

const filler = Buffer.alloc(64 * 1024, 'x')
const GIGABYTE = 2 ** 30
const status = (text: string) => Number(text.match(/^HTTP\/1\.1 (\d+) /)?.[1])

describe('garbage', () => {
  it.each([
    ['no HTTP at all', ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '\r\n\r\n'], 400],
    ['a bad request line', ['GET\r\n\r\n'], 400],
    ['a bad version', ['GET / HTTP/9.9\r\n\r\n'], 400],
    ['a header without a colon', ['GET /echo HTTP/1.1\r\nnonsense\r\n\r\n'], 400],
    ['two lengths', ['POST /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'], 400],
    [
      'length and chunks',
      ['POST /echo HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
      400,
    ],
    ['a negative length', ['POST /echo HTTP/1.1\r\nContent-Length: -1\r\n\r\n'], 400],
    ['a bad chunk size', ['POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n'], 400],
    ['a message with a bad chunk size', [`${MESSAGE}Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n`], 400],
    ['a body over the limit', ['POST /echo HTTP/1.1\r\nConnection: close\r\nContent-Length: 99999999999\r\n\r\n'], 413],
  ])('%s is refused, and on it runs', async (_name, pieces, expected) => {
    const server = await serve({ routes })
    expect(status(await server.raw(pieces))).toBe(expected)
    await stillServes(server)
  })

  it('is counted and logged', async () => {
    const server = await serve({ routes })
    await server.raw(['\0\0\0\0\r\n\r\n'])
    expect(server.counts.badRequests).toBe(1)
    expect(server.log.lines).toMatchObject([{ level: 'warning' }])
  })
})

describe('too much', () => {
  it.each([
    ['a header line of 1 GB', endlessly('GET /echo HTTP/1.1\r\nX: ', filler, GIGABYTE), 431],
    ['a request line of 1 GB', endlessly('GET /', filler, GIGABYTE), 431],
    [
      'a gigabyte of headers',
      endlessly('GET /echo HTTP/1.1\r\n', Buffer.from('X: y\r\n'.repeat(10_000)), GIGABYTE),
      431,
    ],
    ['a message of 1 GB in chunks', endlessly(`${MESSAGE}Transfer-Encoding: chunked\r\n\r\n`, chunk(), GIGABYTE), 413],
    [
      'a body of 1 GB in chunks',
      endlessly('POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n', chunk(), GIGABYTE),
      413,
    ],
  ])('%s is cut off, and on it runs', async (_name, pieces, expected) => {
    const server = await serve({ routes, bodyLimit: 1024 * 1024 })
    const answer = await server.raw(pieces)
    // the answer may be lost when the connection is reset under a sender who goes on writing
    expect([expected, Number.NaN]).toContain(status(answer))
    await stillServes(server)
  })
})

function chunk() {
  return Buffer.concat([Buffer.from(`${filler.length.toString(16)}\r\n`), filler, Buffer.from('\r\n')])
}

describe('too little', () => {
  const timeouts = { headersTimeoutMs: 300, requestTimeoutMs: 600 }

  it.each([
    ['half a request line', ['GET /ec']],
    ['half its headers', ['GET /echo HTTP/1.1\r\nX: ']],
    ['half a body', ['POST /echo HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc']],
    ['half a message', [`${MESSAGE}Transfer-Encoding: chunked\r\n\r\n5\r\nab`]],
  ])('%s is ended in time', async (_name, pieces) => {
    const server = await serve({ routes, ...timeouts })
    expect(status(await server.raw(pieces))).toBe(408)
    await stillServes(server)
  })

  it.each([
    ['goes on to ask', 'GET /echo HTTP/1.1\r\n\r\n', 200],
    ['then sends half a request', 'GET /ec', 408],
  ])(
    'but a connection may say nothing for long, as a libprocess peer that links: one that %s',
    async (_name, text, expected) => {
      const server = await serve({ routes, ...timeouts })
      const socket = connect(server.port, '127.0.0.1')
      let ended = false
      socket.on('close', () => {
        ended = true
      })
      await new Promise(resolve => setTimeout(resolve, 1500))
      expect(ended).toBe(false)
      const answer = new Promise<string>(resolve => socket.once('data', bytes => resolve(bytes.toString())))
      socket.write(text)
      expect(status(await answer)).toBe(expected)
      socket.destroy()
      await stillServes(server)
    },
  )

  it('a connection cut in the middle of a message leaves nothing behind', async () => {
    const taken: string[] = []
    const server = await serve({ routes, onMessage: (_to, _from, name) => taken.push(name) > 0 })
    const socket = connect(server.port, '127.0.0.1')
    await new Promise<void>(resolve => socket.write(`${MESSAGE}Content-Length: 10\r\n\r\nab`, () => resolve()))
    await new Promise<void>(resolve => socket.on('close', () => resolve()).destroy())
    await stillServes(server)
    expect(taken).toHaveLength(1)
  })
})

describe('pipelining', () => {
  it('answers in order, also messages among requests', async () => {
    const { raw } = await serve({ routes })
    const requests = [
      'POST /echo HTTP/1.1\r\nContent-Length: 1\r\n\r\na',
      `${MESSAGE}Content-Length: 2\r\n\r\n\x08\x01`,
      'POST /echo HTTP/1.1\r\nContent-Length: 2\r\n\r\nab',
      'GET /nosuch HTTP/1.1\r\nConnection: close\r\n\r\n',
    ]
    const answers = await raw([requests.join('')])
    expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code)).toEqual(['200', '202', '200', '404'])
    expect(answers.indexOf('{"bytes":1}')).toBeLessThan(answers.indexOf('{"bytes":2}'))
  })
})
