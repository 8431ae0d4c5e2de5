import { describe, expect, it } from 'vitest'
import { frame } from '../../../src/mesos/libprocess/frame.ts'
import { decodeMessage, isMessage, readEnvelope } from '../../../src/mesos/libprocess/incoming.ts'
import { formatUpid, parseUpid } from '../../../src/mesos/libprocess/upid.ts'
import { type CapturedMessage, capturedMessages, capturesPresent } from '../captures.ts'

describe('addresses', () => {
  it.each([
    ['master@127.0.0.1:5050', { id: 'master', ip: '127.0.0.1', port: 5050 }],
    ['slave(1)@10.0.0.2:5051', { id: 'slave(1)', ip: '10.0.0.2', port: 5051 }],
    ['scheduler-2b7e@1.2.3.4:65535', { id: 'scheduler-2b7e', ip: '1.2.3.4', port: 65_535 }],
  ])('%s', (text, upid) => {
    expect(parseUpid(text)).toEqual(upid)
    expect(formatUpid(upid)).toBe(text)
  })

  it.each([
    '',
    'master',
    'master@host:1',
    '@1.2.3.4:1',
    'm@1.2.3.4',
    'm@1.2.3.256:1',
    'm@1.2.3.4:65536',
    'm@1.2.3.4:1\r\nX: y',
    'a/b@1.2.3.4:1',
  ])('%j is none', text => expect(parseUpid(text)).toBeUndefined())
})

const headerOf = (captured: CapturedMessage, name: string) =>
  captured.headers.find(line => line.startsWith(`${name}: `))!.slice(name.length + 2)

/** What stood on the wire, put together from the capture by HTTP's own rules. */
const onTheWire = ({ line, headers, body = '' }: CapturedMessage): Buffer => {
  const bytes = Buffer.from(body, 'base64')
  const chunk =
    bytes.length === 0 ? [] : [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n0\r\n\r\n')]
  return Buffer.concat([Buffer.from(`${[line, ...headers].join('\r\n')}\r\n\r\n`), ...chunk])
}

describe.skipIf(!capturesPresent)(
  'captured messages (skipped where ../shared/captures is not beside the checkout)',
  () => {
    it('are framed byte for byte', () => {
      const byLibprocess = capturedMessages().filter(({ headers }) => headers[0]?.startsWith('User-Agent: libprocess/'))
      expect(byLibprocess.length).toBeGreaterThan(100) // the rest is a Go driver's, which writes its own form
      for (const captured of byLibprocess) {
        const [, toId, name] = /^POST \/([^/]+)\/(\S+) /.exec(captured.line)!
        const body = Buffer.from(captured.body ?? '', 'base64')
        const framed = frame(headerOf(captured, 'Libprocess-From'), toId!, headerOf(captured, 'Host'), name!, body)
        expect(framed.toString('latin1')).toBe(onTheWire(captured).toString('latin1'))
      }
    })

    it('are known for messages and read', () => {
      for (const captured of capturedMessages()) {
        const headers = Object.fromEntries(
          captured.headers.map(line => [line.split(': ')[0]!.toLowerCase(), line.slice(line.indexOf(': ') + 2)]),
        )
        expect(isMessage('POST', headers)).toBe(true)
        const envelope = readEnvelope(captured.line.split(' ')[1]!, headers)
        if ('problem' in envelope) throw new Error(envelope.problem)
        expect(envelope.name).toBe(captured.message)
        expect(decodeMessage(envelope.name, Buffer.from(captured.body ?? '', 'base64'))).toBeDefined()
      }
    })
  },
)

describe('an incoming request', () => {
  const from = { 'libprocess-from': 'slave(1)@10.0.0.2:5051' }

  it.each([
    ['POST', from, true],
    ['POST', { 'user-agent': 'libprocess/a@1.2.3.4:5' }, true],
    ['GET', from, false],
    ['POST', { 'user-agent': 'curl/8' }, false],
    ['POST', {}, false],
  ])('%s %j is a message: %s', (method, headers, expected) => expect(isMessage(method, headers)).toBe(expected))

  it.each([
    [
      '/slave%281%29/mesos.internal.PingSlaveMessage',
      from,
      { toId: 'slave(1)', name: 'mesos.internal.PingSlaveMessage' },
    ],
    [
      '/master/mesos.scheduler.Call',
      { 'user-agent': 'libprocess/s-1@1.2.3.4:5' },
      { toId: 'master', fromUpid: 's-1@1.2.3.4:5' },
    ],
    ['/master', from, { problem: 'the path is not /<process id>/<message name>' }],
    ['/master/a/b', from, { problem: 'the path is not /<process id>/<message name>' }],
    ['/%zz/a', from, { problem: 'the path is not /<process id>/<message name>' }],
    ['/master/a', { 'libprocess-from': 'nonsense' }, { problem: 'the sender is no libprocess address' }],
    ['/master/a', { 'user-agent': 'libprocess/' }, { problem: 'the sender is no libprocess address' }],
  ])('%s from %j', (url, headers, expected) => expect(readEnvelope(url, headers)).toMatchObject(expected))
})
