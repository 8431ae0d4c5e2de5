import type { Process } from '../process.ts'
import type { Wire } from './connection.ts'
import { copyMessage } from './copy.ts'
import type { Network } from './network.ts'

/** A libprocess message on its way. */
export interface Letter {
  readonly kind: 'letter'
  /** Of the receiving process: `master`. */
  readonly to: string
  readonly from: string
  /** In full: `mesos.internal.PingSlaveMessage`. */
  readonly name: string
  readonly body: unknown
}

export interface SimulatedPeers {
  /** `name` without `mesos.internal.` */
  send(fromId: string, toUpid: string, name: string, body: object): void
  /** `name` in full. */
  sendNamed(fromId: string, toUpid: string, name: string, body: object): void
  link(upid: string, onExited: () => void): () => void
  relink(upid: string): void
}

interface Peer {
  wire: Wire
  readonly links: Set<() => void>
  /** Virtual ms. */
  lastUsed: number
}

/** A connection that nobody linked is closed when it has not been used for so long, ms. */
const IDLE = 5_000

/**
 * Behaves as mesos/libprocess/peers.ts does over TCP: one outgoing connection a peer address, made when needed; its end is told to
 * those who linked, once.
 */
export const createSimulatedPeers = (options: {
  readonly network: Network
  readonly host: string
  /** `ip:port` of our own. */
  readonly self: string
  readonly process: Process
  readonly now: () => number
}): SimulatedPeers => {
  const { network, host, self, process, now } = options
  const peers = new Map<string, Peer>()

  const dial = (address: string): Wire => {
    const wire: Wire = network.dial(host, address, {
      receive: () => {},
      closed: () =>
        process.enter(() => {
          const peer = peers.get(address)
          if (peer?.wire !== wire) return
          peers.delete(address)
          for (const exited of peer.links) exited()
        }),
    })
    return wire
  }
  const peerAt = (address: string): Peer => {
    const known = peers.get(address)
    if (known) return known
    const peer: Peer = { wire: dial(address), links: new Set(), lastUsed: now() }
    peers.set(address, peer)
    return peer
  }
  const watchIdle = (address: string, peer: Peer) => {
    if (peer.links.size > 0) return
    process.timer(`idle ${address}`, IDLE, () => {
      if (peers.get(address) !== peer || peer.links.size > 0) return
      if (now() - peer.lastUsed < IDLE) return watchIdle(address, peer)
      peers.delete(address)
      peer.wire.close()
    })
  }
  const sendNamed = (fromId: string, toUpid: string, name: string, body: object) => {
    const [to = '', address = ''] = toUpid.split('@')
    const from = `${fromId}@${self}`
    const letter: Letter = { kind: 'letter', to, from, name, body: copyMessage(name, body) }
    const peer = peerAt(address)
    peer.lastUsed = now()
    peer.wire.send(letter)
    watchIdle(address, peer)
  }
  return {
    send: (fromId, toUpid, name, body) => sendNamed(fromId, toUpid, `mesos.internal.${name}`, body),
    sendNamed,
    link: (upid, onExited) => {
      const address = upid.split('@')[1]!
      const peer = peerAt(address)
      peer.links.add(onExited)
      return () => {
        if (peer.links.delete(onExited)) watchIdle(address, peer)
      }
    },
    relink: upid => {
      const address = upid.split('@')[1]!
      const peer = peers.get(address)
      if (peer === undefined) return void peerAt(address)
      peer.wire.drop()
      peer.wire = dial(address)
    },
  }
}
