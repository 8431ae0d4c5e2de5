import { MantlError } from '../errors.ts'
import { openAcl } from './acl.ts'
import { tooLarge } from './error-codes.ts'
import type { Acl, Stat } from './jute/records.ts'
import { decodeAnswer, type MultiOperation, type Operation, operations } from './operations.ts'
import { parentOf, underChroot, withoutChroot } from './paths.ts'
import { type CreateMode, frameLimits } from './protocol.ts'
import { type Dial, openSession, type ZooKeeperLog } from './session-socket.ts'
import type { ZooKeeperState } from './session-state.ts'
import type { ZooKeeperAuth, ZooKeeperServer } from './url.ts'
import type { Watcher, WatchKind } from './watches.ts'

export type ZooKeeperOptions = {
  readonly servers: readonly ZooKeeperServer[]
  /** Put before every path; it is not created. */
  readonly chroot?: string
  readonly sessionTimeoutMs?: number
  readonly auth?: ZooKeeperAuth
  /** Logins before `auth`: what belongs to them is ours too, and what we make belongs to all of them. */
  readonly earlier?: readonly ZooKeeperAuth[]
  readonly dial?: Dial
  /** Access list of created nodes where none is given. */
  readonly acl?: readonly Acl[]
  readonly log?: ZooKeeperLog
}

/**
 * One session. Requests made while there is no connection wait for one. All fail with MantlError 'zookeeper.…': `connection_loss`
 * (retryable: it was sent, its outcome is unknown), `session_expired`, `auth_failed`, `closed`, `no_node`, `node_exists`, `bad_version`,
 * `no_auth`, `not_empty`, `bad_path`, `too_large`. A watcher hears one event; watches survive reconnects and end with the session.
 */
export type ZooKeeperClient = {
  readonly state: ZooKeeperState
  /** 0 until the first connection; an ephemeral node's `ephemeralOwner`. */
  readonly sessionId: bigint
  /** With the id, this lets another client take over or close the session. */
  readonly sessionPassword: Uint8Array
  /** Returns how to stop listening. */
  on(event: 'state', listener: (state: ZooKeeperState) => void): () => void
  /** Returns the path, with its number when sequential. */
  create(path: string, data: Uint8Array, options?: { mode?: CreateMode; acl?: readonly Acl[] }): Promise<string>
  /** Creates what is missing of the path; existing nodes stay as they are. */
  mkdirp(path: string, acl?: readonly Acl[]): Promise<void>
  get(path: string, watcher?: Watcher): Promise<{ data: Buffer; stat: Stat }>
  /**
   * Several nodes' data in one request; `undefined` for what is not there. The answers together must fit one packet of 4 MB. Servers before
   * 3.6 answer `unimplemented` (and hang up; the session lives).
   */
  getMany(paths: readonly string[]): Promise<(Buffer | undefined)[]>
  /** `version` -1 (the default): whatever it is. */
  set(path: string, data: Uint8Array, version?: number): Promise<Stat>
  remove(path: string, version?: number): Promise<void>
  children(path: string, watcher?: Watcher): Promise<{ children: string[]; stat: Stat }>
  /** The watcher also hears of a node that is yet to be made. */
  exists(path: string, watcher?: Watcher): Promise<Stat | undefined>
  getAcl(path: string): Promise<{ acl: Acl[]; stat: Stat }>
  setAcl(path: string, acl: readonly Acl[], version?: number): Promise<Stat>
  /** Reads that follow see all that was written before. */
  sync(path: string): Promise<void>
  /** All or nothing; fails with the error of the part that could not be done. */
  multi(parts: readonly MultiOperation[]): Promise<void>
  /** Ends the session, and with it its ephemeral nodes, where a server can be told. */
  close(): Promise<void>
}

const packetOverhead = 8

export const connectZooKeeper = (options: ZooKeeperOptions): ZooKeeperClient => {
  const { chroot = '/', acl: defaultAcl = openAcl } = options
  const session = openSession({ ...options, sessionTimeoutMs: options.sessionTimeoutMs ?? 10_000 })
  const full = (path: string): string => underChroot(chroot, path)

  const call = async <T>(
    operation: Operation<T>,
    watch?: { path: string; watcher: Watcher; kind: WatchKind },
  ): Promise<T> => {
    const bytes = operation.body.length + packetOverhead
    if (bytes > frameLimits.send) throw tooLarge(operation.what, bytes, frameLimits.send)
    const body = await session.request({
      what: operation.what,
      code: operation.code,
      body: operation.body,
      ...(watch && { watch }),
    })
    try {
      return decodeAnswer(operation, body)
    } catch (error) {
      if (isZooKeeperError(error, 'malformed')) session.drop((error as Error).message)
      throw error
    }
  }

  /** The session knows a watcher by the function it is handed; events come with the server's paths. */
  const watchOn = (path: string, kind: WatchKind, watcher: Watcher | undefined) =>
    watcher && {
      path: full(path),
      kind,
      watcher: (event: Parameters<Watcher>[0]) => watcher({ ...event, path: withoutChroot(chroot, event.path) }),
    }

  const client: ZooKeeperClient = {
    get state() {
      return session.state()
    },
    get sessionId() {
      return session.identity().id
    },
    get sessionPassword() {
      return session.identity().password
    },
    on: (_event, listener) => session.onState(listener),
    create: async (path, data, { mode, acl = defaultAcl } = {}) =>
      withoutChroot(chroot, await call(operations.create(full(path), data, { mode, acl }))),
    mkdirp: (path, acl = defaultAcl) => mkdirp(client, path, acl),
    get: async (path, watcher) =>
      call(operations.get(full(path), watcher !== undefined), watchOn(path, 'data', watcher)),
    getMany: async paths => call(operations.getMany(paths.map(full))),
    set: async (path, data, version = -1) => call(operations.set(full(path), data, version)),
    remove: async (path, version = -1) => call(operations.delete(full(path), version)),
    children: async (path, watcher) =>
      call(operations.children(full(path), watcher !== undefined), watchOn(path, 'children', watcher)),
    exists: async (path, watcher) =>
      call(operations.exists(full(path), watcher !== undefined), watchOn(path, 'data', watcher)).catch(absent),
    getAcl: async path => call(operations.getAcl(full(path))),
    setAcl: async (path, acl, version = -1) => call(operations.setAcl(full(path), acl, version)),
    sync: async path => call(operations.sync(full(path))),
    multi: async parts => call(operations.multi(parts.map(part => ({ ...part, path: full(part.path) })))),
    close: () => session.close(),
  }
  return client
}

export const isZooKeeperError = (error: unknown, code: string): boolean =>
  error instanceof MantlError && error.code === `zookeeper.${code}`

const absent = (error: unknown): undefined => {
  if (!isZooKeeperError(error, 'no_node')) throw error
}

/** From the top down only where the parent is missing too: the common case is one request. */
const mkdirp = async (client: ZooKeeperClient, path: string, acl: readonly Acl[]): Promise<void> => {
  try {
    if ((await client.exists(path)) === undefined) await client.create(path, new Uint8Array(), { acl })
  } catch (error) {
    if (isZooKeeperError(error, 'node_exists')) return
    if (!isZooKeeperError(error, 'no_node') || path === '/') throw error
    await mkdirp(client, parentOf(path), acl)
    await mkdirp(client, path, acl)
  }
}
