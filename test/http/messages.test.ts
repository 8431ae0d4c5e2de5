import { describe, expect, it } from 'vitest'
import { createServer } from '../../src/http/server.ts'
import { createPeers } from '../../src/mesos/libprocess/peers.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { recordingLog } from '../support/log.ts'
import { serve } from './serve.ts'

const post = (path: string, from: string, body: string | Buffer = '', more = '') => [
  `POST ${path} HTTP/1.1\r\nLibprocess-From: ${from}\r\nConnection: close\r\n${more}Content-Length: ${body.length}\r\n\r\n`,
  body,
]

describe('incoming messages', () => {
  it('reach their process, decoded', async () => {
    const taken: unknown[] = []
    const { raw } = await serve({ processId: 'slave(1)', onMessage: (...message) => taken.push(message) > 0 })
    const answer = await raw(
      post('/slave%281%29/mesos.internal.PingSlaveMessage', 'slave-observer(3)@1.2.3.4:5', '\x08\x00'),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 202 Accepted\r\n/)
    expect(answer).toContain('Content-Length: 0')
    expect(taken).toEqual([
      ['slave(1)', 'slave-observer(3)@1.2.3.4:5', 'mesos.internal.PingSlaveMessage', { connected: false }],
    ])
  })

  const ping = '/master/mesos.internal.PingSlaveMessage'
  it.each([
    ['for an unknown process', post('/nobody/mesos.internal.PongSlaveMessage', 'a@1.2.3.4:5'), 404],
    ['of an unknown name', post('/master/mesos.internal.Nope', 'a@1.2.3.4:5'), 400],
    ['from nobody', post(ping, 'nonsense', '\x08\x00'), 400],
    ['to a path that is none', post('/master', 'a@1.2.3.4:5'), 400],
    ['cut short', post(ping, 'a@1.2.3.4:5', '\x08'), 500],
    ['that lacks a required field', post(ping, 'a@1.2.3.4:5'), 500],
    ['of garbage', post(ping, 'a@1.2.3.4:5', Buffer.alloc(5, 0xff)), 500],
    ['that makes the process throw', post('/throws/mesos.internal.PongSlaveMessage', 'a@1.2.3.4:5'), 500],
  ])('%s', async (_name, pieces, status) => {
    const { raw, log, counts } = await serve({
      onMessage: to => {
        if (to === 'throws') throw new Error('a bug')
        return to === 'master'
      },
    })
    expect(await raw(pieces)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    if (status === 404) return
    expect(log.lines).toHaveLength(1)
    expect(counts.unparsableMessages).toBe(pieces[0]!.toString().includes('throws') ? 0 : 1)
  })

  it('must come from their sender’s address where that is asked for', async () => {
    const { raw } = await serve({ requirePeerAddressMatch: true })
    const pong = '/master/mesos.internal.PongSlaveMessage'
    expect(await raw(post(pong, 'a@10.9.9.9:5'))).toMatch(/^HTTP\/1\.1 400 /)
    expect(await raw(post(pong, 'a@127.0.0.1:5'))).toMatch(/^HTTP\/1\.1 202 /)
  })
})

it('two daemons talk, each over its own connection, and notice when the other ends', async () => {
  const log = recordingLog()
  const make = async (processId: 'master' | 'slave(1)', onMessage: (from: string, value: any) => void) => {
    const server = await createServer({
      ip: '127.0.0.1',
      port: 0,
      processId,
      log,
      routes: [],
      onMessage: (_to, from, _name, value) => {
        onMessage(from, value)
        return true
      },
    })
    const peers = createPeers({ self: `127.0.0.1:${server.port}`, clock: systemClock, log })
    return { server, peers, upid: `${processId}@127.0.0.1:${server.port}` }
  }
  let pong = (_from: string) => {}
  const ponged = new Promise<string>(resolve => {
    pong = resolve
  })
  const agent = await make('slave(1)', from =>
    agent.peers.send('slave(1)', from, 'mesos.internal.PongSlaveMessage', {}),
  )
  const master = await make('master', from => pong(from))
  const exited = new Promise(resolve => master.peers.link(agent.upid, resolve))

  master.peers.send('slave-observer(1)', agent.upid, 'mesos.internal.PingSlaveMessage', { connected: true })
  expect(await ponged).toBe(agent.upid)
  agent.peers.close()
  await agent.server.close()
  expect(await exited).toBe(agent.upid)
  master.peers.close()
  await master.server.close()
})
