import { describe, expect, it } from 'vitest'
import { frame } from '../../../src/mesos/libprocess/frame.ts'
import { readRequest } from '../../../src/mesos/libprocess/read-request.ts'

const LIMIT = 1000
const bytes = (text: string) => Buffer.from(text, 'latin1')
const from = 'Libprocess-From: a@1.2.3.4:5\r\n'
const post = (headers: string, body = '') => bytes(`POST /master/x.Y HTTP/1.1\r\n${headers}\r\n${body}`)
const peer = (body: string) => frame('slave(1)@1.2.3.4:5', 'master', '1.2.3.4:6', 'x.Y', bytes(body))

describe('a message', () => {
  it.each([
    ['as libprocess writes it', peer('hello'), 'hello', false],
    ['as libprocess writes an empty one', peer(''), '', false],
    ['with a length', post(`${from}Content-Length: 2\r\n`, 'ab'), 'ab', false],
    ['of one who names himself as the agent', post('User-Agent: libprocess/a@1.2.3.4:5\r\n'), '', false],
    ['whose sender wants no more', post(`${from}connection: Close\r\n`), '', true],
    ['with headers that mean nothing here', post(`${from}X-Some: thing\r\nHost: a\r\n`), '', false],
  ])('%s is read', (_name, request, body, close) => {
    const twice = Buffer.concat([request, request])
    for (const at of [0, request.length]) {
      const found = readRequest(twice, at, LIMIT)
      expect(found).toMatchObject({ kind: 'message', end: at + request.length, head: { url: '/master/x.Y', close } })
      expect(found.kind === 'message' && found.body.toString('latin1')).toBe(body)
    }
  })

  it('cut anywhere is not read before its end', () => {
    for (const request of [peer('some body'), post(`${from}Content-Length: 3\r\n`, 'abc')]) {
      for (let length = 0; length < request.length; length++) {
        const found = readRequest(request.subarray(0, length), 0, LIMIT)
        expect(found.kind).toBe('partial')
        expect(found.kind === 'partial' && found.end).toBeGreaterThan(length)
        expect(found.kind === 'partial' && found.end).toBeLessThanOrEqual(request.length)
      }
    }
  })

  it.each([
    ['an ordinary request', bytes('GET /health HTTP/1.1\r\n\r\n')],
    ['an ordinary POST', post('Content-Length: 0\r\n')],
    ['another version of HTTP', bytes(`POST /a/b HTTP/1.0\r\n${from}\r\n`)],
    [
      'a length and chunks',
      post(`${from}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n`, '3\r\nabc\r\n0\r\n\r\n'),
    ],
    ['two lengths', post(`${from}Content-Length: 3\r\nContent-Length: 4\r\n`, 'abcd')],
    ['a length that is none', post(`${from}Content-Length: -3\r\n`, 'abc')],
    ['a body over the limit', post(`${from}Content-Length: 1001\r\n`)],
    ['a chunk over the limit', post(`${from}Transfer-Encoding: chunked\r\n`, '3e9\r\n')],
    ['two chunks', post(`${from}Transfer-Encoding: chunked\r\n`, '1\r\na\r\n1\r\nb\r\n0\r\n\r\n')],
    ['a chunk without a size', post(`${from}Transfer-Encoding: chunked\r\n`, 'zz\r\n')],
    ['chunks that end in something else', post(`${from}Transfer-Encoding: chunked\r\n`, '1\r\na\r\nX\r\n\r\n')],
    ['another encoding', post(`${from}Transfer-Encoding: gzip\r\n`)],
    ['an expectation', post(`${from}Expect: 100-continue\r\nContent-Length: 1\r\n`)],
    ['a folded header', post(`${from}X: a\r\n b\r\n`)],
    ['a line that is no header', post(`${from}nonsense\r\n`)],
    ['a head without an end', bytes(`POST /a/b HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`)],
    ['a head that is too long', post(`${from}X: ${'x'.repeat(20_000)}\r\n`)],
  ])('%s is left to a whole parser', (_name, request) => {
    expect(readRequest(request, 0, LIMIT)).toEqual({ kind: 'other' })
  })
})
