import type { Logger } from '../runtime/logger.ts'
import type { Authenticate, Authorize, Route } from './types.ts'

/**
 * A libprocess message that came in. `value` is decoded by the table of messages. False: no process has this id
 * (the sender gets 404).
 */
export type OnMessage = (toId: string, fromUpid: string, messageName: string, value: any) => boolean

export interface ServerOptions {
  readonly ip: string
  /** 0: any free one. */
  readonly port: number
  /** Path of a socket in the file system to listen on, and not on `ip` and `port`; nothing may be there. */
  readonly socket?: string
  readonly processId: 'master' | 'slave(1)'
  readonly log: Logger
  readonly onMessage: OnMessage
  readonly routes: readonly Route[]
  /** By default everybody may call, and nobody is asked who he is. */
  readonly authenticate?: Authenticate
  readonly authorize?: Authorize
  /** Bytes that a request's body may have, before and after inflating; 64 MiB by default. */
  readonly bodyLimit?: number
  /** Paths answered with 403 (`--firewall_rules`). */
  readonly disabledPaths?: readonly string[]
  /** `--require_peer_address_ip_match` of libprocess: a message's sender must have the connection's address. */
  readonly requirePeerAddressMatch?: boolean
  /** How long headers, and a whole request, may take; milliseconds. */
  readonly headersTimeoutMs?: number
  readonly requestTimeoutMs?: number
}

/** `createServer(options): Promise<HttpServer>` in server.ts listens already when it resolves. */
export interface HttpServer {
  readonly ip: string
  readonly port: number
  /** Messages that could not be read, refused connections and the like since the start. */
  readonly counts: Readonly<Record<'unparsableMessages' | 'badRequests', number>>
  /** Stops listening and ends all connections, streams too. */
  close(): Promise<void>
}
