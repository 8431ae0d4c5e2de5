import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createPeers } from '../../../src/mesos/libprocess/peers.ts'
import { virtualClock } from '../../support/clock.ts'
import { recordingLog } from '../../support/log.ts'

const PING = 'mesos.internal.PingSlaveMessage'
const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** A peer that keeps what it was sent, and answers nothing unless told to. */
const fakePeer = async () => {
  const sockets: Socket[] = []
  const received: string[] = []
  const server: Server = createServer(socket => {
    const index = sockets.push(socket) - 1
    received.push('')
    socket.on('data', bytes => void (received[index] += bytes.toString('latin1')))
    socket.on('error', () => {})
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  open.push(close)
  const { port } = server.address() as AddressInfo
  return { sockets, received, upid: (id: string) => `${id}@127.0.0.1:${port}`, close }
}

const makePeers = () => {
  const clock = virtualClock()
  const log = recordingLog()
  const peers = createPeers({ self: '127.0.0.1:5050', clock, log })
  open.push(() => peers.close())
  return { peers, clock, log }
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 1))
}

describe('outgoing messages', () => {
  it('go pipelined over one connection, in order, without waiting for an answer', async () => {
    const peer = await fakePeer()
    const { peers } = makePeers()
    for (let n = 0; n < 50; n++) peers.send(`observer(${n})`, peer.upid('slave(1)'), PING, { connected: true })
    await until(() => peer.received[0]?.includes('observer(49)@') === true)
    expect(peer.sockets).toHaveLength(1)
    const senders = [...peer.received[0]!.matchAll(/Libprocess-From: observer\((\d+)\)/g)].map(([, n]) => Number(n))
    expect(senders).toEqual([...Array(50).keys()])
    expect(peer.received[0]).toMatch(/^POST \/slave\(1\)\/mesos\.internal\.PingSlaveMessage HTTP\/1\.1\r\n/)
  })

  it('survive answers of any kind', async () => {
    const peer = await fakePeer()
    const { peers } = makePeers()
    peers.send('master', peer.upid('a'), PING, { connected: true })
    await until(() => peer.sockets.length === 1)
    peer.sockets[0]!.write('HTTP/1.1 202 Accepted\r\n\r\ngarbage\0')
    peers.send('second', peer.upid('a'), PING, { connected: true })
    await until(() => peer.received[0]!.includes('second@'))
    expect(peer.sockets).toHaveLength(1)
  })

  it('close their connection when idle, and open another when there is more', async () => {
    const peer = await fakePeer()
    const { peers, clock } = makePeers()
    peers.send('first', peer.upid('a'), PING, { connected: true })
    await until(() => peer.received[0]?.includes('first@') === true)
    const ended = new Promise(resolve => peer.sockets[0]!.on('end', resolve))
    clock.advance(5000)
    await ended
    peers.send('second', peer.upid('a'), PING, { connected: true })
    await until(() => peer.received[1]?.includes('second@') === true)
  })

  it('that never left are told in the log', async () => {
    const peer = await fakePeer()
    peer.close()
    const { peers, log } = makePeers()
    peers.send('master', peer.upid('a'), PING, { connected: true })
    await until(() => log.lines.some(({ level }) => level === 'warning'))
    expect(log.lines.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^\d+ bytes of messages never reached 127/),
    )
  })

  it('that can’t be made are the caller’s error', () => {
    const { peers } = makePeers()
    expect(() => peers.send('m', 'nonsense', PING, { connected: true })).toThrow('no libprocess address')
    expect(() => peers.send('m', 'a@127.0.0.1:1', 'mesos.internal.Nope', {})).toThrow('no libprocess message')
    expect(() => peers.send('m', 'a@127.0.0.1:1', PING, {})).toThrow('lacks its connected')
  })
})

describe('links', () => {
  it('hear of the end of the connection, every one, once', async () => {
    const peer = await fakePeer()
    const { peers } = makePeers()
    const exited: string[] = []
    peers.link(peer.upid('a'), upid => exited.push(upid))
    peers.link(peer.upid('b'), upid => exited.push(upid))
    const unlink = peers.link(peer.upid('c'), upid => exited.push(upid))
    unlink()
    await until(() => peer.sockets.length === 1)
    peer.sockets[0]!.end()
    await until(() => exited.length === 2)
    expect(exited).toEqual([peer.upid('a'), peer.upid('b')])
  })

  it('hear that nobody listens', async () => {
    const peer = await fakePeer()
    peer.close()
    const { peers } = makePeers()
    const exited: string[] = []
    peers.link(peer.upid('a'), upid => exited.push(upid))
    await until(() => exited.length === 1)
  })

  it('keep the connection over idle times', async () => {
    const peer = await fakePeer()
    const { peers, clock } = makePeers()
    const exited: string[] = []
    peers.link(peer.upid('a'), upid => exited.push(upid))
    peers.send('first', peer.upid('a'), PING, { connected: true })
    await until(() => peer.received[0]?.includes('first@') === true)
    clock.advance(3_600_000)
    peers.send('second', peer.upid('a'), PING, { connected: true })
    await until(() => peer.received[0]!.includes('second@'))
    expect([peer.sockets.length, exited]).toEqual([1, []])
  })

  it('made again get a new connection and hear only of that one’s end', async () => {
    const peer = await fakePeer()
    const { peers } = makePeers()
    const exited: string[] = []
    peers.link(peer.upid('a'), upid => exited.push(upid))
    await until(() => peer.sockets.length === 1)
    peers.relink(peer.upid('a'))
    await until(() => peer.sockets.length === 2)
    expect(exited).toEqual([])
    peer.sockets[1]!.destroy()
    await until(() => exited.length === 1)
  })

  it('fail a peer that does not read, rather than keep all it is sent', async () => {
    const peer = await fakePeer()
    const { peers } = makePeers()
    const exited: string[] = []
    peers.link(peer.upid('a'), upid => exited.push(upid))
    await until(() => peer.sockets.length === 1)
    peer.sockets[0]!.pause()
    const data = Buffer.alloc(8 * 1024 * 1024).toString('base64')
    const ids = { agent_id: { value: 'S' }, framework_id: { value: 'F' }, executor_id: { value: 'E' } }
    for (let n = 0; n < 12 && exited.length === 0; n++) {
      peers.send('master', peer.upid('a'), 'mesos.internal.FrameworkToExecutorMessage', { ...ids, data })
    }
    expect(exited).toEqual([peer.upid('a')])
  })
})
