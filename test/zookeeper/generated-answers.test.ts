import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameReader } from '../../src/zookeeper/frames.ts'
import { juteWriter } from '../../src/zookeeper/jute/writer.ts'
import { decodeAnswer, operations } from '../../src/zookeeper/operations.ts'
import { opcode } from '../../src/zookeeper/protocol.ts'
import { step } from '../../src/zookeeper/session.ts'
import { newSession } from '../../src/zookeeper/session-state.ts'
import { parseZooKeeperUrl } from '../../src/zookeeper/url.ts'
import { noWatches } from '../../src/zookeeper/watches.ts'
import { bytes, damaged, fuzzed, holds, orRefused, pieces } from '../support/fuzz.ts'

const cuts = fc.array(fc.nat(), { maxLength: 6 })
const packet = (body: Buffer) => juteWriter().buffer(body).bytes()

describe(`what a server may say ${fuzzed}`, () => {
  it('packets come out whole however they are cut', () => {
    holds(fc.tuple(fc.array(bytes(40), { maxLength: 5 }), cuts), 300, ([bodies, where]) => {
      const read = frameReader(1000)
      expect(pieces(Buffer.concat(bodies.map(packet)), where).flatMap(piece => read(piece))).toEqual(bodies)
    })
  })

  it('a stream that is none is refused, and nothing over the limit is waited for', () => {
    holds(fc.tuple(bytes(200), cuts), 500, ([given, where]) => {
      const read = frameReader(100)
      orRefused(() => pieces(given, where).map(piece => read(piece)))
    })
  })

  const asked = [
    operations.create('/a', new Uint8Array(), { acl: [] }),
    operations.exists('/a', false),
    operations.get('/a', false),
    operations.children('/a', false),
    operations.getAcl('/a'),
    operations.getMany(['/a', '/b']),
    operations.multi([{ op: 'check', path: '/a', version: 1 }]),
  ]
  it('answers are read or refused', () => {
    const lists = fc.array(fc.oneof(fc.integer({ min: -3, max: 30 }), fc.integer()), { maxLength: 40 }).map(numbers => {
      const to = juteWriter()
      for (const number of numbers) to.int(number | 0)
      return to.bytes()
    })
    holds(fc.tuple(fc.constantFrom(...asked), fc.oneof(bytes(200), damaged(lists))), 1500, ([operation, body]) => {
      orRefused(() => decodeAnswer<unknown>(operation, body))
    })
  })

  it('a session survives every packet: it goes on, or dials again', () => {
    const welcome = juteWriter().int(0).int(9000).long(77n).buffer(Buffer.alloc(16)).bytes()
    const header = fc.tuple(
      fc.constantFrom(1, 2, -1, -2, -4, -8, 7),
      fc.constantFrom(0, -101, -112, -118, -115, 9),
      bytes(40),
    )
    const reply = header.map(([xid, error, rest]) =>
      Buffer.concat([juteWriter().int(xid).long(5n).int(error).bytes(), rest]),
    )
    const frames = fc.array(fc.oneof(bytes(60), reply, damaged(fc.constant(welcome))), { maxLength: 8 })
    holds(fc.tuple(fc.boolean(), frames), 1000, ([greeted, given]) => {
      const servers = [{ host: 'a', port: 1 }]
      const session = newSession({ servers, sessionTimeoutMs: 9000, chance: () => 0.5 }, noWatches())
      let now = 0
      step(session, { kind: 'start', now })
      step(session, { kind: 'opened', now })
      if (greeted) step(session, { kind: 'received', now, frame: welcome })
      for (const id of [1, 2])
        step(session, {
          kind: 'request',
          now,
          request: { id, what: 'x', code: opcode.getData, body: new Uint8Array() },
        })
      for (const frame of given)
        if (['greeting', 'serving'].includes(session.phase)) step(session, { kind: 'received', now: ++now, frame })
      for (let ticks = 0; ticks < 50 && session.phase !== 'over'; ticks++)
        step(session, { kind: 'tick', now: (now += 1000) })
      expect(session.sent.length + session.queued.length).toBeLessThanOrEqual(2)
    })
  })

  it('addresses are read, or refused without their password', () => {
    const text = fc.array(
      fc.constantFrom('zk://', 'a', ':', '@', '/', ',', '[', ']', '::1', '2181', 's3cret', ' ', '\u0000', '..'),
      { maxLength: 10 },
    )
    holds(
      text.map(scraps => `zk://u:s3cret@${scraps.join('')}`),
      1000,
      given => {
        try {
          parseZooKeeperUrl(given)
        } catch (error) {
          expect(error).toMatchObject({ code: 'zookeeper.bad_url' })
          if (!given.slice('zk://u:s3cret@'.length).includes('s3cret'))
            expect((error as Error).message).not.toContain('s3cret')
        }
      },
    )
  })
})
