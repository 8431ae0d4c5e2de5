import type { RegistryRecord } from '../../src/daemons/master/effects.ts'
import type { Event } from '../../src/daemons/master/events.ts'
import { masterFlags } from '../../src/daemons/master/flags.ts'
import { schedulerRoute } from '../../src/daemons/master/http/scheduler.ts'
import { createIntake } from '../../src/daemons/master/intake.ts'
import { masterInfo } from '../../src/daemons/master/master-info.ts'
import { newState } from '../../src/daemons/master/new-state.ts'
import { createPerformer } from '../../src/daemons/master/perform/performer.ts'
import { createReplies } from '../../src/daemons/master/perform/replies.ts'
import { createStreams } from '../../src/daemons/master/perform/streams.ts'
import { createTimers } from '../../src/daemons/master/perform/timers.ts'
import { toChange } from '../../src/daemons/master/registrar/records.ts'
import { settingsOf } from '../../src/daemons/master/settings.ts'
import type { MasterState } from '../../src/daemons/master/state.ts'
import { step } from '../../src/daemons/master/transitions/index.ts'
import type { RecordStream } from '../../src/http/types.ts'
import { createAuthenticator } from '../../src/mesos/libprocess/authenticator.ts'
import { frame } from '../../src/mesos/libprocess/frame.ts'
import { decodeMessage } from '../../src/mesos/libprocess/incoming.ts'
import { libprocessMessages } from '../../src/mesos/libprocess/messages.ts'
import { encode } from '../../src/mesos/messages/codec/index.ts'
import type { Event as SchedulerEvent } from '../../src/mesos/messages/scheduler.ts'
import { encodeRecord } from '../../src/mesos/recordio.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { parseFlags } from '../../src/runtime/flags.ts'
import { createLogger } from '../../src/runtime/logger.ts'
import { createMailbox } from '../../src/runtime/mailbox.ts'
import { createMetrics } from '../../src/runtime/metrics.ts'
import { systemRandom } from '../../src/runtime/random.ts'

/** A message on its way to a peer: who, from whom, its name in full. It has been written as bytes by then; who gets it may not change it. */
export type Outgoing = (to: string, from: string, name: string, body: object) => void

/** A leader without sockets: all that a real one does between a request's bytes and those of what follows, but for HTTP itself. */
export interface InProcess {
  readonly state: MasterState
  /** A libprocess message to `to` (`master`, `slave-observer(1)`), name in full. */
  receive(to: string, from: string, name: string, bytes: Uint8Array): void
  /** A protobuf call of the scheduler API; why it is refused. */
  call(body: Buffer, streamId: string): string | undefined
  /** A SUBSCRIBE call; the id of the stream that it opens. */
  subscribe(body: Buffer): string
  post(event: Event): void
}

export interface InProcessOptions {
  readonly clock: Clock
  /** Calls back once the events at hand are through. */
  readonly later: (fn: () => void) => void
  readonly send: Outgoing
  /** What a framework hears on its stream; written as bytes by then, too. */
  readonly onEvent: (streamId: string, event: SchedulerEvent) => void
  /** The registry that it finds. */
  readonly records?: readonly RegistryRecord[]
}

export const leadInProcess = ({ clock, later, send, onEvent, records = [] }: InProcessOptions): InProcess => {
  const info = masterInfo({ id: 'in-process', ip: '127.0.0.1', port: 5050, hostname: 'leader', version: '1.11.0' })
  const state = newState(info, defaults(), [1, 2, 3, 4], clock.now())
  const log = createLogger('bench', 'ERROR')
  const metrics = createMetrics(clock)
  const count = (metric: string) => metrics.counter(metric).increment()
  const streams = createStreams()
  const replies = createReplies()
  const post = (event: Event) => mailbox.post(event)
  const self = 'master@127.0.0.1:5050'
  const peers = {
    send: (fromId: string, to: string, name: string, body: object) => {
      const from = fromId === 'master' ? self : `${fromId}@127.0.0.1:5050`
      const [id = '', address = ''] = to.split('@')
      frame(from, id, address, name, encode(libprocessMessages.get(name)!, body))
      send(to, from, name, body)
    },
  }
  const registrar = {
    load: async () => {},
    store: ({ changes, next }: { changes: readonly any[]; next: Event }) => {
      for (const change of changes) toChange(change)
      later(() => post(next))
    },
    close: async () => {},
  }
  const perform = createPerformer({
    peers,
    links: { link: () => {}, relink: () => {}, unlink: () => {} },
    streams: {
      ...streams,
      write: (streamId, event) => {
        streams.write(streamId, event)
        onEvent(streamId, event)
      },
    },
    publish: () => {},
    registrar,
    timers: createTimers(clock, post),
    replies,
    metrics,
    log,
    post,
    later,
    exit: (code, reason) => {
      throw new Error(`the leader would exit with ${code}: ${reason}`)
    },
  })
  const onBug = (error: unknown) => {
    throw error
  }
  const mailbox = createMailbox({ state, transition: step, perform, clock, log, onBug })
  const nobody = { send: () => {}, relink: () => {}, secretsOf: () => [], hostname: 'leader', timeoutMs: 5000 }
  const authenticator = createAuthenticator({ ...nobody, clock, random: systemRandom })
  const intake = createIntake({ state, post, authenticator, count, log })
  let opened = 0
  const newStreamId = () => `stream-${++opened}`
  const route = schedulerRoute({ state, post, streams, replies, newStreamId, count })
  post({ kind: 'leader-detected', leader: info })
  post({ kind: 'elected' })
  post({ kind: 'registry-loaded', records })
  return {
    state,
    post,
    receive: (to, from, name, bytes) => void intake(to, from, name, decodeMessage(name, bytes)),
    call: (body, streamId) => handle(body, { 'mesos-stream-id': streamId }),
    subscribe: body => {
      handle(body, {})
      return `stream-${opened}`
    },
  }

  function handle(body: Buffer, extra: Readonly<Record<string, string>>) {
    const headers = { 'content-type': PROTOBUF, accept: PROTOBUF, ...extra }
    const request = { method: 'POST', path: '/api/v1/scheduler', rest: '', query: {}, headers, body }
    const answer = route.handle({ ...request, remoteAddress: '127.0.0.1' }, () => openStream())
    return 'status' in answer && answer.status !== 202 ? `${answer.status}: ${answer.body}` : undefined
  }

  function openStream(): RecordStream {
    return {
      kind: 'stream',
      write: record => {
        encodeRecord(record)
        return true
      },
      close: () => {},
      onClose: () => {},
      drained: async () => {},
      open: true,
    }
  }
}

const PROTOBUF = 'application/x-protobuf'

const defaults = () => {
  const argv = ['--registry=in_memory']
  const parsed = parseFlags(masterFlags, { argv, env: {}, readFile: () => '', program: 'bench' })
  if (parsed.kind !== 'values') throw new Error('the flags have no defaults')
  return settingsOf(parsed.values)
}
