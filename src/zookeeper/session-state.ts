import type { MantlError } from '../errors.ts'
import type { ZooKeeperServer } from './url.ts'
import type { WatchEvent, Watcher, Watches, WatchKind } from './watches.ts'

/**
 * connecting: no session yet · connected · suspended: the connection is lost, the session may still live · expired, auth-failed,
 * closed: final. `expired` is reported once, either because a server said so or because nobody was heard for the whole timeout: by
 * then the servers have expired us too, and whoever leads by an ephemeral node must not wait for proof.
 */
export type ZooKeeperState = 'connecting' | 'connected' | 'suspended' | 'expired' | 'auth-failed' | 'closed'

/** `code` and `body`: operation number and record. `watch`: to be set when the answer allows it, on `path` (chroot included). */
export type Request = {
  readonly id: number
  readonly what: string
  readonly code: number
  readonly body: Uint8Array
  readonly watch?: { readonly path: string; readonly watcher: Watcher; readonly kind: WatchKind }
}

export type SessionConfig = {
  /** In the order to be tried: shuffled by the caller. */
  readonly servers: readonly ZooKeeperServer[]
  readonly sessionTimeoutMs: number
  readonly auth?: { readonly scheme: string; readonly id: string }
  /** Logins that came before it: what belongs to them is ours too, and what we make belongs to all. */
  readonly earlier?: readonly { readonly scheme: string; readonly id: string }[]
  /** From 0 to 1; spreads reconnects, so that ten thousand clients do not come back at once. */
  readonly chance: () => number
}

/** Times are milliseconds of any clock that only goes forward. */
export type SessionEvent =
  | { readonly kind: 'start'; readonly now: number }
  | { readonly kind: 'opened'; readonly now: number }
  | { readonly kind: 'received'; readonly now: number; readonly frame: Buffer }
  | { readonly kind: 'lost'; readonly now: number; readonly why: string }
  | { readonly kind: 'request'; readonly now: number; readonly request: Request }
  | { readonly kind: 'tick'; readonly now: number }
  | { readonly kind: 'close'; readonly now: number }

export type SessionEffect =
  | { readonly kind: 'connect'; readonly server: ZooKeeperServer }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'send'; readonly frame: Buffer }
  | { readonly kind: 'answer'; readonly id: number; readonly body: Buffer }
  | { readonly kind: 'fail'; readonly id: number; readonly error: MantlError }
  | { readonly kind: 'notify'; readonly watchers: readonly Watcher[]; readonly event: WatchEvent }
  | { readonly kind: 'state'; readonly state: ZooKeeperState; readonly why?: string }
  /** Send a `tick` then; replaces an earlier wake. Absent: none is needed. */
  | { readonly kind: 'wake'; readonly at?: number }

/** waiting: between attempts · dialing: TCP · greeting: connect request sent · serving · closing: close request sent · over. */
export type Phase = 'idle' | 'waiting' | 'dialing' | 'greeting' | 'serving' | 'closing' | 'over'

export type Sent = { readonly xid: number; readonly request: Request }

export type Session = {
  readonly config: SessionConfig
  readonly watches: Watches
  state: ZooKeeperState
  phase: Phase
  id: bigint
  password: Uint8Array
  /** As negotiated; as wanted until then. */
  timeoutMs: number
  lastZxid: bigint
  nextXid: number
  /** Which server is tried; counts on through the list. `failures`: attempts since we last were connected. */
  server: number
  failures: number
  /** Sent, not answered, in order; the answers come in the same order. */
  sent: Sent[]
  /** Not sent yet. */
  queued: Request[]
  /** When the present phase ends unless something happens. */
  phaseEnds: number
  lastHeard: number
  lastSent: number
}

export const newSession = (config: SessionConfig, watches: Watches): Session => ({
  config,
  watches,
  state: 'connecting',
  phase: 'idle',
  id: 0n,
  password: new Uint8Array(16),
  timeoutMs: config.sessionTimeoutMs,
  lastZxid: 0n,
  nextXid: 1,
  server: 0,
  failures: 0,
  sent: [],
  queued: [],
  phaseEnds: 0,
  lastHeard: 0,
  lastSent: 0,
})
