import type { JuteReader } from './reader.ts'
import { type JuteWriter, juteWriter } from './writer.ts'

/** What ZooKeeper knows of a node. Times are milliseconds since the epoch; `ephemeralOwner` is a session id, 0 for none. */
export type Stat = {
  readonly czxid: bigint
  readonly mzxid: bigint
  readonly ctime: number
  readonly mtime: number
  readonly version: number
  readonly cversion: number
  readonly aversion: number
  readonly ephemeralOwner: bigint
  readonly dataLength: number
  readonly numChildren: number
  readonly pzxid: bigint
}

export const readStat = (from: JuteReader): Stat => ({
  czxid: from.long(),
  mzxid: from.long(),
  ctime: Number(from.long()),
  mtime: Number(from.long()),
  version: from.int(),
  cversion: from.int(),
  aversion: from.int(),
  ephemeralOwner: from.long(),
  dataLength: from.int(),
  numChildren: from.int(),
  pzxid: from.long(),
})

/** One rule of an access list. `permissions` is a sum of `permission`'s values. */
export type Acl = { readonly permissions: number; readonly scheme: string; readonly id: string }

export const writeAcls = (to: JuteWriter, acls: readonly Acl[]): JuteWriter =>
  to.vector(acls, acl => to.int(acl.permissions).string(acl.scheme).string(acl.id))

export const readAcls = (from: JuteReader): Acl[] =>
  from.vector(() => ({ permissions: from.int(), scheme: from.string(), id: from.string() }))

/** The first packet of a connection; it alone has no header. A new session has id 0 and an empty password. */
export type ConnectRequest = {
  readonly lastZxid: bigint
  readonly timeoutMs: number
  readonly sessionId: bigint
  readonly password: Uint8Array
}

export const connectFrame = ({ lastZxid, timeoutMs, sessionId, password }: ConnectRequest): Buffer =>
  juteWriter().int(0).long(lastZxid).int(timeoutMs).long(sessionId).buffer(password).bool(false).frame()

/** `timeoutMs`: as negotiated; 0 or less says that the session has expired. */
export type ConnectResponse = { readonly timeoutMs: number; readonly sessionId: bigint; readonly password: Buffer }

export const readConnectResponse = (from: JuteReader): ConnectResponse => {
  from.int()
  // A copy: the password outlives the frame that it came in.
  return { timeoutMs: from.int(), sessionId: from.long(), password: Buffer.from(from.buffer() ?? []) }
}

export type ReplyHeader = { readonly xid: number; readonly zxid: bigint; readonly error: number }

export const readReplyHeader = (from: JuteReader): ReplyHeader => ({
  xid: from.int(),
  zxid: from.long(),
  error: from.int(),
})
