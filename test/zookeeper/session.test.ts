import { beforeEach, describe, expect, test } from 'vitest'
import { juteReader } from '../../src/zookeeper/jute/reader.ts'
import { juteWriter } from '../../src/zookeeper/jute/writer.ts'
import { opcode } from '../../src/zookeeper/protocol.ts'
import { outstandingLimit, step } from '../../src/zookeeper/session.ts'
import {
  newSession,
  type Request,
  type Session,
  type SessionEffect,
  type SessionEvent,
} from '../../src/zookeeper/session-state.ts'
import { noWatches, type WatchEvent } from '../../src/zookeeper/watches.ts'

const servers = ['a', 'b', 'c'].map(host => ({ host, port: 2181 }))
let session: Session
let heard: WatchEvent[]

/** An effect as a line; a sent packet as xid:operation. */
const line = (effect: SessionEffect): string => {
  switch (effect.kind) {
    case 'connect':
      return `connect ${effect.server.host}`
    case 'send': {
      const from = juteReader(effect.frame.subarray(4))
      return session.phase === 'greeting' ? 'send hello' : `send ${from.int()}:${from.int()}`
    }
    case 'answer':
      return `answer ${effect.id}`
    case 'fail':
      return `fail ${effect.id} ${effect.error.code}`
    case 'notify':
      for (const watcher of effect.watchers) watcher(effect.event)
      return `notify ${effect.event.type} ${effect.event.path}`
    case 'state':
      return `state ${effect.state}`
    case 'wake':
      return `wake ${effect.at === undefined ? 'never' : Math.round(effect.at)}`
    case 'disconnect':
      return 'disconnect'
  }
}
const feed = (event: SessionEvent): string[] => step(session, event).map(line)
const withoutWake = (event: SessionEvent): string[] => feed(event).filter(text => !text.startsWith('wake'))

const request = (id: number, extra: Partial<Request> = {}): Request => ({
  id,
  what: `request ${id}`,
  code: opcode.getData,
  body: new Uint8Array(),
  ...extra,
})
const ask = (id: number, now: number, extra: Partial<Request> = {}) =>
  withoutWake({ kind: 'request', now, request: request(id, extra) })
const welcome = (timeoutMs = 9_000) =>
  juteWriter().int(0).int(timeoutMs).long(77n).buffer(Buffer.from('password')).bytes()
const reply = (xid: number, error = 0, zxid = 5n) => juteWriter().int(xid).long(zxid).int(error).bytes()
const event = (type: number, path: string) =>
  juteWriter().int(-1).long(-1n).int(0).int(type).int(3).string(path).bytes()
const receive = (frame: Buffer, now: number) => withoutWake({ kind: 'received', now, frame })
const connect = (now: number) => {
  feed({ kind: 'opened', now })
  return receive(welcome(), now)
}

beforeEach(() => {
  heard = []
  session = newSession({ servers, sessionTimeoutMs: 9_000, chance: () => 1 }, noWatches())
})
const started = () => {
  feed({ kind: 'start', now: 0 })
  connect(0)
}

describe('a session', () => {
  test('begins, asks and is answered', () => {
    expect(feed({ kind: 'start', now: 0 })).toEqual(['connect a', 'wake 3000'])
    expect(ask(1, 1)).toEqual([])
    expect(withoutWake({ kind: 'opened', now: 2 })).toEqual(['send hello'])
    expect(feed({ kind: 'received', now: 3, frame: welcome() })).toEqual(['state connected', 'send 1:4', 'wake 3003'])
    expect(ask(2, 4)).toEqual(['send 2:4'])
    expect(receive(reply(1), 5)).toEqual(['answer 1'])
    expect(receive(reply(2, -101), 5)).toEqual(['fail 2 zookeeper.no_node'])
    expect(session).toMatchObject({ id: 77n, lastZxid: 5n })
  })

  test('pings after a third of the timeout, gives a silent server up after two', () => {
    started()
    expect(feed({ kind: 'tick', now: 2_999 })).toEqual(['wake 3000'])
    expect(feed({ kind: 'tick', now: 3_000 })).toEqual(['send -2:11', 'wake 6000'])
    ask(1, 3_500)
    expect(withoutWake({ kind: 'tick', now: 6_000 })).toEqual([
      'disconnect',
      'state suspended',
      'fail 1 zookeeper.connection_loss',
    ])
  })

  test('a ping that is answered keeps the connection', () => {
    started()
    feed({ kind: 'tick', now: 3_000 })
    expect(receive(reply(-2), 3_100)).toEqual([])
    expect(feed({ kind: 'tick', now: 6_000 })).toEqual(['send -2:11', 'wake 9000'])
  })

  test('tries the next server, waits longer after each round in vain', () => {
    feed({ kind: 'start', now: 0 })
    const tried: string[] = []
    const pauses: number[] = []
    let now = 0
    for (let i = 0; i < 18; i++) {
      feed({ kind: 'lost', now, why: 'refused' })
      pauses.push(Math.round(session.phaseEnds - now))
      now = session.phaseEnds
      tried.push(...withoutWake({ kind: 'tick', now }))
    }
    expect(tried.slice(0, 4)).toEqual(['connect b', 'connect c', 'connect a', 'connect b'])
    expect(pauses.filter((_, i) => i % 3 === 2)).toEqual([200, 400, 800, 1600, 2000, 2000])
    expect(session.state).toBe('connecting')
  })

  test('sets credentials and watches again before anything else', () => {
    session = newSession(
      { servers, sessionTimeoutMs: 9_000, chance: () => 1, auth: { scheme: 'digest', id: 'u:p' } },
      noWatches(),
    )
    feed({ kind: 'start', now: 0 })
    feed({ kind: 'opened', now: 0 })
    expect(receive(welcome(), 0)).toEqual(['send -4:100', 'state connected'])
    const watcher = (each: WatchEvent) => heard.push(each)
    ask(1, 1, { watch: { path: '/x', kind: 'data', watcher } })
    ask(2, 1, { code: opcode.exists, watch: { path: '/none', kind: 'data', watcher } })
    ask(3, 1, { watch: { path: '/denied', kind: 'data', watcher } })
    for (const frame of [reply(1), reply(2, -101), reply(3, -102)]) receive(frame, 2)
    feed({ kind: 'lost', now: 3, why: 'reset' })
    ask(4, 4)
    feed({ kind: 'tick', now: 500 })
    feed({ kind: 'opened', now: 500 })
    expect(receive(welcome(), 501)).toEqual(['send -4:100', 'send -8:101', 'state connected', 'send 4:4'])
    expect(receive(event(1, '/none'), 502)).toEqual(['notify created /none'])
    expect(receive(event(3, '/x'), 502)).toEqual(['notify changed /x'])
    expect(receive(event(3, '/x'), 502)).toEqual([])
    expect(receive(event(3, '/denied'), 502)).toEqual([])
    expect(heard).toEqual([
      { type: 'created', path: '/none' },
      { type: 'changed', path: '/x' },
    ])
  })

  test('watches set again are portioned', () => {
    started()
    for (let i = 1; i <= 20_000; i++) {
      ask(i, 1, { watch: { path: `/some/folder/node-${i}`, kind: 'children', watcher: () => {} } })
      receive(reply(i), 1)
    }
    feed({ kind: 'lost', now: 2, why: 'reset' })
    feed({ kind: 'tick', now: 500 })
    feed({ kind: 'opened', now: 500 })
    const sent = step(session, { kind: 'received', now: 501, frame: welcome() }).filter(({ kind }) => kind === 'send')
    expect(sent.length).toBeGreaterThan(3)
    for (const each of sent) expect((each as { frame: Buffer }).frame.length).toBeLessThan(132 * 1024)
  })

  test.each<[string, () => string[]]>([
    [
      'a server says so on reconnecting',
      () => {
        feed({ kind: 'tick', now: 500 })
        feed({ kind: 'opened', now: 500 })
        return receive(welcome(0), 501)
      },
    ],
    ['nobody was heard for nearly the whole timeout', () => withoutWake({ kind: 'tick', now: 8_600 })],
    [
      'nobody was heard while a server was dialed',
      () => {
        feed({ kind: 'tick', now: 8_500 })
        return withoutWake({ kind: 'tick', now: 9_000 })
      },
    ],
  ])('expires once: %s', (_why, expire) => {
    started()
    feed({ kind: 'lost', now: 10, why: 'reset' })
    ask(1, 11)
    expect(expire().filter(each => each !== 'disconnect')).toEqual([
      'state expired',
      'fail 1 zookeeper.session_expired',
    ])
    expect(feed({ kind: 'tick', now: 99_999 })).toEqual([])
    expect(feed({ kind: 'lost', now: 99_999, why: 'late' })).toEqual([])
    expect(ask(2, 99_999)).toEqual(['fail 2 zookeeper.session_expired'])
  })

  test('without a session there is nothing to expire', () => {
    feed({ kind: 'start', now: 0 })
    feed({ kind: 'lost', now: 1, why: 'refused' })
    expect(withoutWake({ kind: 'tick', now: 1e9 })).toEqual(['connect b'])
  })

  test.each<[string, Buffer]>([
    ['an answer out of order', reply(2)],
    ['an answer to nothing', reply(99)],
    ['a header cut off', Buffer.from('0000', 'hex')],
    ['an event cut off', event(3, '/x').subarray(0, 22)],
  ])('%s ends the connection, not the session', (_what, frame) => {
    started()
    ask(1, 1)
    expect(receive(frame, 2)).toEqual(['disconnect', 'state suspended', 'fail 1 zookeeper.connection_loss'])
    feed({ kind: 'tick', now: 500 })
    expect(connect(501)).toEqual(['state connected'])
  })

  test('refused credentials are final', () => {
    started()
    ask(1, 1)
    expect(receive(reply(-4, -115), 2)).toEqual(['disconnect', 'state auth-failed', 'fail 1 zookeeper.auth_failed'])
    expect(ask(2, 3)).toEqual(['fail 2 zookeeper.auth_failed'])
  })

  test('closes when the server has said goodbye, after what was asked before', () => {
    started()
    ask(1, 1)
    expect(withoutWake({ kind: 'close', now: 2 })).toEqual(['send 2:-11'])
    expect(ask(3, 2)).toEqual(['fail 3 zookeeper.closed'])
    expect(receive(reply(1), 3)).toEqual(['answer 1'])
    expect(feed({ kind: 'received', now: 4, frame: reply(2) })).toEqual(['disconnect', 'state closed', 'wake never'])
  })

  test.each<[string, () => string[]]>([
    ['the server hangs up', () => withoutWake({ kind: 'lost', now: 3, why: 'end' })],
    ['the server is silent', () => withoutWake({ kind: 'tick', now: 2_003 })],
  ])('closes though %s', (_why, end) => {
    started()
    ask(1, 1)
    feed({ kind: 'close', now: 2 })
    expect(end().filter(each => each !== 'disconnect')).toEqual(['state closed', 'fail 1 zookeeper.closed'])
  })

  test('holds a limited number of requests', () => {
    for (let i = 0; i < outstandingLimit; i++) session.queued.push(request(i))
    expect(ask(-1, 1)).toEqual(['fail -1 zookeeper.overloaded'])
  })

  test('request numbers start again before they turn negative', () => {
    started()
    session.nextXid = 0x7fff_ffff
    expect([...ask(1, 1), ...ask(2, 1)]).toEqual(['send 2147483647:4', 'send 1:4'])
  })
})
