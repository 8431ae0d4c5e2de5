import type { MantlError } from '../errors.ts'
import {
  authFailed,
  clientClosed,
  lostConnection,
  noNode,
  overloaded,
  replyError,
  sessionExpired,
} from './error-codes.ts'
import { juteReader, malformed } from './jute/reader.ts'
import { connectFrame, type ReplyHeader, readConnectResponse, readReplyHeader } from './jute/records.ts'
import { juteWriter } from './jute/writer.ts'
import { opcode, reservedXid, watchEvents } from './protocol.ts'
import type { Request, Session, SessionEffect, SessionEvent, ZooKeeperState } from './session-state.ts'
import { addWatch, takeWatchers, type WatchEvent, watchedPaths } from './watches.ts'

/** How many requests may wait for a connection or an answer; a caller beyond that is refused. */
export const outstandingLimit = 100_000

const setWatchesBytes = 128 * 1024
const longestPause = 2_000
const shortestPause = 100
const closingPatience = 2_000

/** PURE but for the session it is handed. Call `tick` at the time of the last `wake`. */
export const step = (session: Session, event: SessionEvent): SessionEffect[] => {
  if (session.phase === 'over') return event.kind === 'request' ? [refuse(session, event.request)] : []
  const effects = react(session, event)
  effects.push({ kind: 'wake', at: nextWake(session) })
  return effects
}

const react = (session: Session, event: SessionEvent): SessionEffect[] => {
  switch (event.kind) {
    case 'start':
      return dial(session, event.now)
    case 'opened':
      return greet(session, event.now)
    case 'received':
      return received(session, event.frame, event.now)
    case 'lost':
      return lost(session, event.why, event.now)
    case 'request':
      return request(session, event.request, event.now)
    case 'tick':
      return tick(session, event.now)
    case 'close':
      return close(session, event.now)
  }
}

const dial = (session: Session, now: number): SessionEffect[] => {
  const { servers } = session.config
  session.phase = 'dialing'
  // A third of the timeout for each of several servers would not reach them all within it.
  session.phaseEnds = now + Math.max(500, Math.min(session.timeoutMs / 3, session.timeoutMs / servers.length))
  return [{ kind: 'connect', server: servers[session.server % servers.length]! }]
}

const greet = (session: Session, now: number): SessionEffect[] => {
  const { id: sessionId, password, lastZxid } = session
  session.phase = 'greeting'
  return [
    send(session, connectFrame({ lastZxid, timeoutMs: session.config.sessionTimeoutMs, sessionId, password }), now),
  ]
}

const received = (session: Session, frame: Buffer, now: number): SessionEffect[] => {
  session.lastHeard = now
  try {
    return session.phase === 'greeting' ? greeted(session, frame, now) : replied(session, frame, now)
  } catch (error) {
    return [{ kind: 'disconnect' }, ...lost(session, (error as Error).message, now)]
  }
}

const greeted = (session: Session, frame: Buffer, now: number): SessionEffect[] => {
  const { timeoutMs, sessionId, password } = readConnectResponse(juteReader(frame))
  if (timeoutMs <= 0) return [{ kind: 'disconnect' }, ...end(session, 'expired', sessionExpired, 'the server says so')]
  Object.assign(session, { phase: 'serving', failures: 0, timeoutMs, id: sessionId, password })
  const queued = session.queued.splice(0)
  return [
    ...introduce(session, now),
    ...changeState(session, 'connected'),
    ...queued.flatMap(request => transmit(session, request, now)),
  ]
}

/** A connection knows neither our credentials nor our watches: both come before the requests that need them. */
const introduce = (session: Session, now: number): SessionEffect[] => {
  const { auth, earlier = [] } = session.config
  const logins = [...(auth === undefined ? [] : [auth]), ...earlier]
  const frames = watchedPaths(session.watches, setWatchesBytes).map(({ data, exists, children }) => {
    const to = header(reservedXid.setWatches, opcode.setWatches).long(session.lastZxid)
    for (const paths of [data, exists, children]) to.vector(paths, path => to.string(path))
    return to.frame()
  })
  const introductions = logins.map(({ scheme, id }) =>
    header(reservedXid.auth, opcode.auth).int(0).string(scheme).buffer(Buffer.from(id)).frame(),
  )
  return [...introductions, ...frames].map(frame => send(session, frame, now))
}

const replied = (session: Session, frame: Buffer, now: number): SessionEffect[] => {
  const from = juteReader(frame)
  const reply = readReplyHeader(from)
  switch (reply.xid) {
    case reservedXid.ping:
    case reservedXid.setWatches:
      return []
    case reservedXid.auth:
      return reply.error === 0 ? [] : [{ kind: 'disconnect' }, ...end(session, 'auth-failed', authFailed)]
    case reservedXid.notification: {
      const type = watchEvents[from.int() as keyof typeof watchEvents]
      from.int()
      return type === undefined ? [] : notify(session, { type, path: from.string() })
    }
    default:
      return answered(session, reply, from.rest(), now)
  }
}

const notify = (session: Session, event: WatchEvent): SessionEffect[] => {
  const watchers = takeWatchers(session.watches, event)
  return watchers.length === 0 ? [] : [{ kind: 'notify', watchers, event }]
}

const answered = (session: Session, { xid, zxid, error }: ReplyHeader, body: Buffer, now: number): SessionEffect[] => {
  const first = session.sent[0]
  if (first?.xid !== xid) throw malformed(`an answer to request ${xid}, where ${first?.xid ?? 'none'} was due`)
  session.sent.shift()
  if (zxid > 0n) session.lastZxid = zxid
  if (session.phase === 'closing' && first.request.code === opcode.closeSession) {
    return [{ kind: 'disconnect' }, ...end(session, 'closed', clientClosed)]
  }
  const { id, what, watch, code } = first.request
  if (error === -112) {
    session.sent.unshift(first)
    return [{ kind: 'disconnect' }, ...end(session, 'expired', sessionExpired, 'the server says so')]
  }
  if (error === -118) {
    session.sent.unshift(first)
    return [{ kind: 'disconnect' }, ...lost(session, 'the session moved to another server', now)]
  }
  const absent = error === noNode && code === opcode.exists
  if (watch !== undefined && (error === 0 || absent)) {
    addWatch(session.watches, absent ? 'exists' : watch.kind, watch.path, watch.watcher)
  }
  return error === 0 ? [{ kind: 'answer', id, body }] : [{ kind: 'fail', id, error: replyError(error, what) }]
}

const lost = (session: Session, why: string, now: number): SessionEffect[] => {
  if (session.phase === 'closing') return end(session, 'closed', clientClosed)
  const failed = session.sent.splice(0).map(({ request }) => fail(request, lostConnection))
  session.phase = 'waiting'
  session.server += 1
  session.failures += 1
  session.phaseEnds = now + pause(session)
  return [...(session.id === 0n ? [] : changeState(session, 'suspended', why)), ...failed]
}

/** The other servers are tried at once; after a round in vain we wait, twice as long each round. */
const pause = ({ failures, config }: Session): number => {
  const rounds = Math.floor(failures / config.servers.length)
  const longest = rounds === 0 ? shortestPause : Math.min(longestPause, shortestPause * 2 ** rounds)
  return longest * (0.5 + config.chance() / 2)
}

const request = (session: Session, request: Request, now: number): SessionEffect[] => {
  if (session.phase === 'closing') return [refuse(session, request)]
  if (session.queued.length + session.sent.length >= outstandingLimit) {
    return [fail(request, what => overloaded(what, outstandingLimit))]
  }
  if (session.phase === 'serving') return transmit(session, request, now)
  session.queued.push(request)
  return []
}

const transmit = (session: Session, request: Request, now: number): SessionEffect[] => {
  const xid = session.nextXid
  session.nextXid = xid === 0x7fff_ffff ? 1 : xid + 1
  session.sent.push({ xid, request })
  return [send(session, rawFrame(xid, request), now)]
}

const tick = (session: Session, now: number): SessionEffect[] => {
  switch (session.phase) {
    case 'waiting':
      if (isForgotten(session, now)) return expire(session)
      return now >= session.phaseEnds ? dial(session, now) : []
    case 'dialing':
    case 'greeting':
      if (isForgotten(session, now)) return [{ kind: 'disconnect' }, ...expire(session)]
      return now >= session.phaseEnds ? [{ kind: 'disconnect' }, ...lost(session, 'no answer in time', now)] : []
    case 'serving':
      if (now >= readDeadline(session)) return [{ kind: 'disconnect' }, ...lost(session, 'the server fell silent', now)]
      return now >= pingTime(session) ? [send(session, header(reservedXid.ping, opcode.ping).frame(), now)] : []
    case 'closing':
      return now >= session.phaseEnds ? [{ kind: 'disconnect' }, ...end(session, 'closed', clientClosed)] : []
    case 'idle':
    case 'over':
      return []
  }
}

const readDeadline = (session: Session): number => session.lastHeard + (session.timeoutMs * 2) / 3
const pingTime = (session: Session): number => session.lastSent + session.timeoutMs / 3

/** Nobody has heard us for nearly the whole timeout: the servers will have expired us before they hear us again. */
const isForgotten = (session: Session, now: number): boolean => session.id !== 0n && now >= forgottenAt(session)

/** Their clock began when they heard us, ours when their answer came: we are over first, or two might lead for the time of that road. */
const forgottenAt = (session: Session): number => session.lastHeard + session.timeoutMs * 0.95

const expire = (session: Session): SessionEffect[] =>
  end(session, 'expired', sessionExpired, 'no server was heard for the whole session timeout')

const nextWake = (session: Session): number | undefined => {
  switch (session.phase) {
    case 'waiting':
    case 'dialing':
    case 'greeting':
      return session.id === 0n ? session.phaseEnds : Math.min(session.phaseEnds, forgottenAt(session))
    case 'serving':
      return Math.min(readDeadline(session), pingTime(session))
    case 'closing':
      return session.phaseEnds
    case 'idle':
    case 'over':
      return undefined
  }
}

const close = (session: Session, now: number): SessionEffect[] => {
  if (session.phase === 'closing') return []
  if (session.phase !== 'serving') return [{ kind: 'disconnect' }, ...end(session, 'closed', clientClosed)]
  const request: Request = { id: 0, what: 'close', code: opcode.closeSession, body: new Uint8Array() }
  const effects = transmit(session, request, now)
  session.phase = 'closing'
  session.phaseEnds = now + closingPatience
  return effects
}

/** Everything still open fails with `why`; nothing happens after that. */
const end = (
  session: Session,
  state: ZooKeeperState,
  error: (what: string) => MantlError,
  why?: string,
): SessionEffect[] => {
  session.phase = 'over'
  const open = [...session.sent.splice(0).map(({ request }) => request), ...session.queued.splice(0)]
  const failed = open.filter(({ code }) => code !== opcode.closeSession).map(request => fail(request, error))
  return [...changeState(session, state, why), ...failed]
}

const changeState = (session: Session, state: ZooKeeperState, why?: string): SessionEffect[] => {
  if (session.state === state) return []
  session.state = state
  return [{ kind: 'state', state, why }]
}

const refuse = (session: Session, request: Request): SessionEffect => {
  if (session.state === 'expired') return fail(request, sessionExpired)
  return fail(request, session.state === 'auth-failed' ? authFailed : clientClosed)
}

const fail = ({ id, what }: Request, error: (what: string) => MantlError): SessionEffect => ({
  kind: 'fail',
  id,
  error: error(what),
})

const send = (session: Session, frame: Buffer, now: number): SessionEffect => {
  session.lastSent = now
  return { kind: 'send', frame }
}

const header = (xid: number, code: number) => juteWriter().int(xid).int(code)

const rawFrame = (xid: number, { code, body }: Request): Buffer => {
  const frame = Buffer.allocUnsafe(12 + body.length)
  frame.writeInt32BE(8 + body.length, 0)
  frame.writeInt32BE(xid, 4)
  frame.writeInt32BE(code, 8)
  frame.set(body, 12)
  return frame
}
