import { MantlError } from '../../errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { encode } from '../messages/codec/index.ts'
import { type Connection, openConnection } from './connection.ts'
import { frame } from './frame.ts'
import { libprocessMessages } from './messages.ts'
import { parseUpid } from './upid.ts'

export interface Peers {
  /** At most once, in order for each peer. Throws where the value does not fit the message or the address is none. */
  send(fromId: string, toUpid: string, messageName: string, value: object): void
  /** Keeps a connection to the peer. `onExited` is called once, when it closes or can't be made; the link is then gone. */
  link(upid: string, onExited: (upid: string) => void): () => void
  /** Drops the connection, without a word to those who linked, and dials again: they hear if that fails. */
  relink(upid: string): void
  close(): void
}

export interface PeersOptions {
  /** `ip:port` that peers are told to answer to. */
  readonly self: string
  readonly clock: Clock
  readonly log: Logger
  /** How long a connection that nobody linked stays open after its last message. */
  readonly idleMs?: number
}

interface Peer {
  readonly address: string
  connection?: Connection
  readonly links: Set<{ readonly upid: string; readonly onExited: (upid: string) => void }>
  lastUsed: number
  cancelIdle?: () => void
}

/** One outgoing connection for each peer address (facts/libprocess.md 3); nothing ever comes back on it. */
export const createPeers = ({ self, clock, log, idleMs = 5000 }: PeersOptions): Peers => {
  const peers = new Map<string, Peer>()

  const peerAt = (address: string): Peer => {
    const known = peers.get(address)
    if (known) return known
    const peer: Peer = { address, links: new Set(), lastUsed: clock.now() }
    peers.set(address, peer)
    return peer
  }

  const dial = (peer: Peer): Connection => {
    const connection = openConnection(peer.address, (why, unsent) => {
      if (peer.connection !== connection) return
      peer.connection = undefined
      if (unsent > 0) log.warning(`${unsent} bytes of messages never reached ${peer.address}: ${why}`)
      exited(peer, why)
    })
    peer.connection = connection
    return connection
  }

  const exited = (peer: Peer, why: string) => {
    log.debug(`no connection to ${peer.address} any more: ${why}`, { peer: peer.address })
    const links = [...peer.links]
    forget(peer)
    for (const { upid, onExited } of links) onExited(upid)
  }

  const forget = (peer: Peer) => {
    peer.links.clear()
    peer.cancelIdle?.()
    peer.cancelIdle = undefined
    if (peers.get(peer.address) === peer) peers.delete(peer.address)
  }

  const watchIdle = (peer: Peer) => {
    if (peer.cancelIdle || peer.links.size > 0) return
    const check = () => {
      peer.cancelIdle = undefined
      if (peer.links.size > 0) return
      const rest = peer.lastUsed + idleMs - clock.now()
      if (rest > 0) peer.cancelIdle = clock.after(rest, check)
      else {
        peer.connection?.end()
        forget(peer)
      }
    }
    peer.cancelIdle = clock.after(idleMs, check)
  }

  return {
    send: (fromId, toUpid, messageName, value) => {
      const { id, address } = split(toUpid)
      const bytes = frame(`${fromId}@${self}`, id, address, messageName, encodeMessage(messageName, value))
      const peer = peerAt(address)
      peer.lastUsed = clock.now()
      const connection = peer.connection ?? dial(peer)
      connection.write(bytes)
      watchIdle(peer)
    },
    link: (upid, onExited) => {
      const peer = peerAt(split(upid).address)
      const link = { upid, onExited }
      peer.links.add(link)
      if (!peer.connection) dial(peer)
      return () => {
        if (peer.links.delete(link)) watchIdle(peer)
      }
    },
    relink: upid => {
      const peer = peerAt(split(upid).address)
      peer.connection?.drop()
      dial(peer)
      watchIdle(peer)
    },
    close: () => {
      for (const peer of [...peers.values()]) {
        peer.connection?.end()
        forget(peer)
      }
    },
  }
}

const split = (upid: string) => {
  const parsed = parseUpid(upid)
  if (!parsed) throw new MantlError('libprocess.address', `'${upid}' is no libprocess address (id@ip:port)`)
  return { id: parsed.id, address: `${parsed.ip}:${parsed.port}` }
}

const encodeMessage = (name: string, value: object): Uint8Array => {
  const schema = libprocessMessages.get(name)
  if (!schema) throw new MantlError('libprocess.message', `there is no libprocess message ${name}`)
  return encode(schema, value)
}
