import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { frameReader } from './frames.ts'
import { step } from './session.ts'
import {
  newSession,
  type Request,
  type SessionEffect,
  type SessionEvent,
  type ZooKeeperState,
} from './session-state.ts'
import type { ZooKeeperAuth, ZooKeeperServer } from './url.ts'
import { noWatches } from './watches.ts'

/** The part of a pino logger that is used. */
export type ZooKeeperLog = {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** An open stream to a server; one that is given up by the signal is closed. */
export type Dial = (server: ZooKeeperServer, signal: AbortSignal) => Promise<Duplex>

export type SessionSocketOptions = {
  readonly servers: readonly ZooKeeperServer[]
  readonly sessionTimeoutMs: number
  readonly auth?: ZooKeeperAuth
  readonly earlier?: readonly ZooKeeperAuth[]
  readonly log?: ZooKeeperLog
  /** Another way to a server than a socket of our own. */
  readonly dial?: Dial
}

export type SessionSocket = {
  state(): ZooKeeperState
  identity(): { id: bigint; password: Uint8Array }
  onState(listener: (state: ZooKeeperState) => void): () => void
  request(request: Omit<Request, 'id'>): Promise<Buffer>
  /** For an answer that nobody can read: the connection is not to be trusted any more. */
  drop(why: string): void
  close(): Promise<void>
}

const complaintMs = 60_000

type Waiting = { readonly resolve: (body: Buffer) => void; readonly reject: (error: Error) => void }

/** Carries the session machine's effects out: a socket, a timer, promises. Decides nothing. */
export const openSession = ({
  servers,
  log,
  dial: reach = bySocket,
  ...config
}: SessionSocketOptions): SessionSocket => {
  const session = newSession({ ...config, servers: shuffled(servers), chance: Math.random }, noWatches())
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(state: ZooKeeperState) => void>()
  let socket: Duplex | undefined
  let attempt = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let armedFor = 0
  let nextId = 1
  /** Server and reason → when it was told. */
  const complaints = new Map<string, number>()

  const now = (): number => performance.now()

  const feed = (event: SessionEvent): void => {
    for (const effect of step(session, event)) perform(effect)
  }

  const perform = (effect: SessionEffect): void => {
    switch (effect.kind) {
      case 'connect':
        dial(effect.server)
        return
      case 'disconnect':
        hangUp()
        return
      case 'send':
        send(effect.frame)
        return
      case 'answer':
        take(effect.id)?.resolve(effect.body)
        return
      case 'fail':
        take(effect.id)?.reject(effect.error)
        return
      case 'notify':
        for (const watcher of effect.watchers) guarded(() => watcher(effect.event))
        return
      case 'state':
        log?.[effect.state === 'connected' ? 'info' : 'warn']({ why: effect.why }, `ZooKeeper session ${effect.state}`)
        for (const listener of [...listeners]) guarded(() => listener(effect.state))
        return
      case 'wake':
        wake(effect.at)
        return
    }
  }

  const dial = ({ host, port }: ZooKeeperServer): void => {
    hangUp()
    const { signal } = attempt
    const lost = (why: string): void => {
      if (signal.aborted) return
      if (session.phase === 'dialing' || session.phase === 'greeting') complain(`${host}:${port}`, why)
      hangUp()
      feed({ kind: 'lost', now: now(), why })
    }
    const opened = (stream: Duplex): void => {
      stream.on('error', error => lost(error.message))
      if (signal.aborted) return void stream.destroy()
      socket = stream
      stream.on('close', () => lost(`${host}:${port} closed the connection`))
      listen(stream, signal, lost)
      feed({ kind: 'opened', now: now() })
    }
    reach({ host, port }, signal).then(opened, (error: Error) => lost(error.message))
  }

  const listen = (stream: Duplex, signal: AbortSignal, lost: (why: string) => void): void => {
    const frames = frameReader()
    stream.on('data', (chunk: Buffer) => {
      try {
        for (const frame of frames(chunk)) {
          if (!signal.aborted) feed({ kind: 'received', now: now(), frame })
        }
      } catch (error) {
        lost((error as Error).message)
      }
    })
  }

  /** A wrong name or address is told at once, and now and then again: nothing else is heard of it while we try. */
  const complain = (server: string, why: string): void => {
    const last = complaints.get(`${server} ${why}`)
    if (last !== undefined && now() - last < complaintMs) return
    if (complaints.size > 100) complaints.clear()
    complaints.set(`${server} ${why}`, now())
    log?.warn({ server, why }, `ZooKeeper server ${server} can't be reached; trying on: ${why}`)
  }

  const hangUp = (): void => {
    attempt.abort()
    attempt = new AbortController()
    socket?.destroy()
    socket = undefined
  }

  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id)
    waiting.delete(id)
    return found
  }

  /**
   * A timer that fires too early does no harm, so that one is only moved forward: every packet puts the wake off, and re-arming is dear.
   * After a long stall the timer fires before the data that came meanwhile is read; that data must count first.
   */
  const wake = (at: number | undefined): void => {
    if (at !== undefined && timer !== undefined && armedFor <= at) return
    clearTimeout(timer)
    timer = undefined
    if (at === undefined) return
    armedFor = at
    const tick = (): void => {
      timer = undefined
      feed({ kind: 'tick', now: now() })
    }
    timer = setTimeout(() => setImmediate(tick), Math.max(1, at - now() + 1))
  }

  /** All that is sent in one turn goes out in one piece. */
  const send = (frame: Buffer): void => {
    const to = socket
    if (to === undefined) return
    if (to.writableCorked === 0) {
      to.cork()
      process.nextTick(() => to.uncork())
    }
    to.write(frame)
  }

  /** A caller's call-back that fails must not break the session, nor keep others from hearing. */
  const guarded = (call: () => void): void => {
    try {
      call()
    } catch (error) {
      log?.warn({ error }, 'A ZooKeeper call-back failed')
    }
  }

  feed({ kind: 'start', now: now() })

  return {
    state: () => session.state,
    identity: () => ({ id: session.id, password: session.password }),
    onState: listener => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    request: request =>
      new Promise((resolve, reject) => {
        const id = nextId++
        waiting.set(id, { resolve, reject })
        feed({ kind: 'request', now: now(), request: { ...request, id } })
      }),
    drop: why => {
      if (socket === undefined) return
      hangUp()
      feed({ kind: 'lost', now: now(), why })
    },
    close: () =>
      new Promise(resolve => {
        const finished = () => {
          if (session.phase === 'over') resolve()
        }
        listeners.add(finished)
        finished()
        feed({ kind: 'close', now: now() })
      }),
  }
}

const bySocket: Dial = ({ host, port }, signal) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, signal })
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket))
  })

const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map(item => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
