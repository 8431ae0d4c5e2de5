import { Agent, request as send } from 'node:http'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { schedulerRoute } from '../../../../src/daemons/master/http/scheduler.ts'
import { createLinks } from '../../../../src/daemons/master/perform/links.ts'
import { createPerformer } from '../../../../src/daemons/master/perform/performer.ts'
import { createReplies } from '../../../../src/daemons/master/perform/replies.ts'
import { createStreams } from '../../../../src/daemons/master/perform/streams.ts'
import { createTimers } from '../../../../src/daemons/master/perform/timers.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { step } from '../../../../src/daemons/master/transitions/index.ts'
import { createServer } from '../../../../src/http/server.ts'
import { createMailbox, type Mailbox } from '../../../../src/runtime/mailbox.ts'
import { createMetrics } from '../../../../src/runtime/metrics.ts'
import { virtualClock } from '../../../support/clock.ts'
import { recordingLog } from '../../../support/log.ts'
import { newWorld } from '../world.ts'

export interface Got {
  readonly status: number
  readonly headers: Record<string, unknown>
  /** All of it, or of a stream the first records. */
  readonly body: string
  readonly bytes: Buffer
}

export interface SchedulerServer {
  readonly state: MasterState
  readonly post: (event: Event) => void
  /** Who the next requests come from. */
  principal: string | undefined
  /** Of a response that stays open: what comes at once. */
  ask(body: string | Uint8Array | undefined, headers?: Record<string, string>, method?: string): Promise<Got>
  /** In JSON. */
  call(made: object, headers?: Record<string, string>): Promise<Got>
  close(): Promise<void>
}

/** The scheduler API of a leader that leads, on loopback; its streams are `stream-1` and so on. Nothing else is performed. */
export const startSchedulerServer = async (bodyLimit?: number): Promise<SchedulerServer> => {
  const clock = virtualClock()
  const log = recordingLog()
  const metrics = createMetrics(clock)
  const { state } = newWorld()
  const streams = createStreams()
  const replies = createReplies()
  const post = (event: Event): void => mailbox.post(event)
  const nothing = () => {}
  const mailbox: Mailbox<Event> = createMailbox({
    state,
    transition: step,
    clock,
    log,
    perform: createPerformer({
      peers: { send: nothing },
      links: createLinks({ link: () => nothing, relink: nothing }, post),
      streams,
      publish: nothing,
      registrar: {
        load: async () => post({ kind: 'registry-loaded', records: [] }),
        store: nothing,
        close: async () => {},
      },
      timers: createTimers(clock, post),
      replies,
      metrics,
      log,
      post,
      later: nothing,
      exit: nothing,
    }),
  })
  let ids = 0
  const count = (metric: string) => metrics.counter(metric).increment()
  const server = await createServer({
    ip: '127.0.0.1',
    port: 0,
    processId: 'master',
    log,
    onMessage: () => false,
    routes: [schedulerRoute({ state, post, streams, replies, count, newStreamId: () => `stream-${++ids}` })],
    authenticate: () => ({
      ok: true,
      ...(door.principal !== undefined && { principal: { value: door.principal } }),
    }),
    bodyLimit,
  })
  const door: SchedulerServer = {
    state,
    post,
    principal: undefined,
    ask: (body, headers = {}, method = 'POST') => ask(server.port, body, headers, method),
    call: (made, headers = {}) => ask(server.port, JSON.stringify(made), { ...json, ...headers }, 'POST'),
    close: server.close,
  }
  mailbox.post({ kind: 'elected' })
  return door
}

const json = { 'content-type': 'application/json', accept: 'application/json' }

/** Streams stay open and take a connection each; all else goes over one after another. */
const reused = new Agent({ keepAlive: true, maxSockets: 4 })

const ask = (
  port: number,
  body: string | Uint8Array | undefined,
  headers: Record<string, string>,
  method: string,
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const url = `http://127.0.0.1:${port}/master/api/v1/scheduler`
    const agent = headers['mesos-stream-id'] === undefined ? false : reused
    const request = send(url, { method, headers, agent }, response => {
      const chunks: Buffer[] = []
      const done = () => {
        const bytes = Buffer.concat(chunks)
        resolve({ status: response.statusCode!, headers: response.headers, body: bytes.toString(), bytes })
      }
      response.on('data', chunk => {
        chunks.push(chunk)
        const streams = response.statusCode === 200 && response.headers['mesos-stream-id'] !== undefined
        if (streams && (Buffer.concat(chunks).includes('HEARTBEAT') || isProtobuf(response.headers))) done()
      })
      response.on('end', () => {
        done()
        if (!request.writableEnded) request.destroy()
      })
    })
    request.on('error', reject)
    // With a length and nothing to send, only the head goes out: the answer comes all the same, or it does not come.
    if (body === undefined && headers['content-length'] !== undefined) request.flushHeaders()
    else request.end(body)
  })

const isProtobuf = (headers: Record<string, unknown>) => headers['content-type'] === 'application/x-protobuf'
