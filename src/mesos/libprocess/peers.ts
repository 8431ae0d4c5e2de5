import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'

export interface Peers {
  /** At most once, in order for each peer. Throws only where the value does not fit the message. */
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
}

export declare const createPeers: (options: PeersOptions) => Peers
