import { request as send } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { schedulerRoute } from '../../../../src/daemons/master/http/scheduler.ts'
import { masterInfo } from '../../../../src/daemons/master/master-info.ts'
import { createLinks } from '../../../../src/daemons/master/perform/links.ts'
import { createPerformer } from '../../../../src/daemons/master/perform/performer.ts'
import { createReplies } from '../../../../src/daemons/master/perform/replies.ts'
import { createStreams } from '../../../../src/daemons/master/perform/streams.ts'
import { createTimers } from '../../../../src/daemons/master/perform/timers.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { step } from '../../../../src/daemons/master/transitions/index.ts'
import { createServer } from '../../../../src/http/server.ts'
import type { HttpServer } from '../../../../src/http/server-options.ts'
import { decode, encode } from '../../../../src/mesos/messages/codec/index.ts'
import { Call, Event as SchedulerEvent } from '../../../../src/mesos/messages/scheduler.ts'
import { createRecordDecoder } from '../../../../src/mesos/recordio.ts'
import { createMailbox } from '../../../../src/runtime/mailbox.ts'
import { createMetrics } from '../../../../src/runtime/metrics.ts'
import { capturedExchanges, capturesPresent } from '../../../mesos/captures.ts'
import { virtualClock } from '../../../support/clock.ts'
import { recordingLog } from '../../../support/log.ts'
import { newWorld } from '../world.ts'

let server: HttpServer
let state: MasterState
let post: (event: Event) => void
/** Who the next requests come from. */
let principal: string | undefined

beforeEach(async () => {
  const clock = virtualClock()
  const log = recordingLog()
  const metrics = createMetrics(clock)
  state = newWorld().state
  principal = undefined
  const streams = createStreams()
  const replies = createReplies()
  post = event => mailbox.post(event)
  const nothing = () => {}
  const mailbox = createMailbox({
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
  server = await createServer({
    ip: '127.0.0.1',
    port: 0,
    processId: 'master',
    log,
    onMessage: () => false,
    routes: [schedulerRoute({ state, post, streams, replies, count, newStreamId: () => `stream-${++ids}` })],
    authenticate: () => ({ ok: true, ...(principal !== undefined && { principal: { value: principal } }) }),
  })
  mailbox.post({ kind: 'elected' })
})
afterEach(() => server.close())

interface Got {
  readonly status: number
  readonly headers: Record<string, unknown>
  /** All of it, or of a stream the first records. */
  readonly body: string
  readonly bytes: Buffer
}

/** Of a response that stays open: what comes at once. */
const ask = (
  body: string | Uint8Array | undefined,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const url = `http://127.0.0.1:${server.port}/master/api/v1/scheduler`
    const request = send(url, { method, headers, agent: false }, response => {
      const chunks: Buffer[] = []
      const done = () => {
        const bytes = Buffer.concat(chunks)
        resolve({ status: response.statusCode!, headers: response.headers, body: bytes.toString(), bytes })
      }
      response.on('data', chunk => {
        chunks.push(chunk)
        if (
          Buffer.concat(chunks).includes('HEARTBEAT') ||
          response.headers['content-type'] === 'application/x-protobuf'
        )
          done()
      })
      response.on('end', done)
    })
    request.on('error', reject)
    request.end(body)
  })

const json = { 'content-type': 'application/json', accept: 'application/json' }
const call = (made: object, headers: Record<string, string> = {}) => ask(JSON.stringify(made), { ...json, ...headers })
const subscription = { type: 'SUBSCRIBE', subscribe: { framework_info: { user: 'u', name: 'f', principal: 'p' } } }
const id = { value: 'M-0000' }

describe.skipIf(!capturesPresent)(
  'refusals as a real Mesos made them (skipped where ../shared/captures is not there)',
  () => {
    const exchanges = capturesPresent
      ? capturedExchanges().filter(({ name }) => name.startsWith('09-running/master/sched_err_'))
      : []

    it.each(exchanges.map(exchange => [exchange.name.split('/').at(-1)!, exchange] as const))(
      '%s',
      async (_, exchange) => {
        const { request, response } = exchange
        const wanted = ['accept', 'content-type', 'mesos-stream-id']
        const headers = Object.fromEntries(
          request.headers
            .map(line => line.split(/: (.*)/s) as [string, string])
            .filter(([name]) => wanted.includes(name.toLowerCase())),
        )
        const got = await ask(request.body?.text, headers, request.line.split(' ')[0])
        expect(got.status).toBe(Number(response.line.split(' ')[1]))
        for (const line of response.headers) {
          const [name, value] = line.split(/: (.*)/s) as [string, string]
          if (['content-type', 'allow', 'transfer-encoding'].includes(name.toLowerCase()))
            expect(got.headers[name.toLowerCase()], name).toBe(value)
        }
        expect(got.body.includes('"type":"ERROR"')).toBe(got.status === 200)
      },
    )
  },
)

it('a subscription is a stream of records, in JSON or protobuf', async () => {
  const got = await call(subscription)
  expect(got.status).toBe(200)
  expect(got.headers).toMatchObject({ 'content-type': 'application/json', 'mesos-stream-id': 'stream-1' })
  const records = createRecordDecoder()
    .push(got.bytes)
    .map(record => JSON.parse(Buffer.from(record).toString()))
  expect(records.map(({ type }) => type)).toEqual(['SUBSCRIBED', 'HEARTBEAT'])
  expect(records[0].subscribed).toMatchObject({ framework_id: id, heartbeat_interval_seconds: 15 })

  const proto = 'application/x-protobuf'
  const other = await ask(encode(Call, subscription as Call), { 'content-type': proto, accept: proto })
  expect(other.headers['content-type']).toBe(proto)
  const [first] = createRecordDecoder().push(other.bytes)
  expect(decode(SchedulerEvent, first!).subscribed?.framework_id.value).toBe('M-0001')
})

it('a master that does not lead says who does', async () => {
  state.phase = 'recovering'
  expect((await call(subscription)).status).toBe(503)
  state.phase = 'standby'
  expect((await call(subscription)).status).toBe(503)
  post({
    kind: 'leader-detected',
    leader: masterInfo({ id: 'other', ip: '10.0.0.9', port: 6060, hostname: 'far', version: '1.11.0' }),
  })
  const got = await ask(undefined, {}, 'GET')
  expect([got.status, got.headers.location]).toEqual([307, '//far:6060/api/v1/scheduler'])
})

const stream = { 'mesos-stream-id': 'stream-1' }
it.each([
  ['of an unknown framework', { framework_id: { value: 'x' }, type: 'REVIVE' }, stream, 400],
  ['without its stream', { framework_id: id, type: 'REVIVE' }, {}, 400],
  ['with another stream', { framework_id: id, type: 'REVIVE' }, { 'mesos-stream-id': 'stream-9' }, 400],
  ['that nobody knows', { framework_id: id, type: 'UNKNOWN' }, stream, 501],
  ['REVIVE', { framework_id: id, type: 'REVIVE' }, stream, 202],
  ['SUPPRESS', { framework_id: id, type: 'SUPPRESS' }, stream, 202],
  ['DECLINE', { framework_id: id, type: 'DECLINE', decline: { offer_ids: [{ value: 'O' }] } }, stream, 202],
  ['RECONCILE', { framework_id: id, type: 'RECONCILE', reconcile: {} }, stream, 202],
  ['RECONCILE_OPERATIONS', { framework_id: id, type: 'RECONCILE_OPERATIONS', reconcile_operations: {} }, stream, 202],
  ['REQUEST', { framework_id: id, type: 'REQUEST', request: {} }, stream, 202],
  ['KILL', { framework_id: id, type: 'KILL', kill: { task_id: { value: 't' } } }, stream, 202],
  [
    'ACKNOWLEDGE without a uuid',
    { framework_id: id, type: 'ACKNOWLEDGE', acknowledge: { agent_id: id, task_id: id } },
    stream,
    400,
  ],
  [
    'ACKNOWLEDGE with half a uuid',
    { framework_id: id, type: 'ACKNOWLEDGE', acknowledge: { agent_id: id, task_id: id, uuid: 'AAAA' } },
    stream,
    400,
  ],
  [
    'UPDATE_FRAMEWORK',
    {
      framework_id: id,
      type: 'UPDATE_FRAMEWORK',
      update_framework: { framework_info: { user: 'u', name: 'g', principal: 'p', id } },
    },
    stream,
    200,
  ],
  [
    'UPDATE_FRAMEWORK of the user',
    {
      framework_id: id,
      type: 'UPDATE_FRAMEWORK',
      update_framework: { framework_info: { user: 'v', name: 'g', principal: 'p', id } },
    },
    stream,
    400,
  ],
  ['TEARDOWN', { framework_id: id, type: 'TEARDOWN' }, stream, 202],
])('a call %s', async (_, made, headers, status) => {
  await call(subscription)
  expect((await call(made, headers as unknown as Record<string, string>)).status).toBe(status)
})

it('who is another, or not subscribed any more, may not speak for a framework', async () => {
  await call(subscription)
  principal = 'q'
  expect((await call({ framework_id: id, type: 'REVIVE' }, stream)).status).toBe(400)
  principal = 'p'
  expect((await call({ framework_id: id, type: 'REVIVE' }, stream)).status).toBe(202)
  const framework = state.frameworks.get(id.value)!
  framework.connected = false
  expect((await call({ framework_id: id, type: 'REVIVE' }, stream)).status).toBe(403)
  framework.connected = true
  framework.connection = { kind: 'pid', pid: 'scheduler@127.0.0.1:1' }
  expect((await call({ framework_id: id, type: 'REVIVE' }, stream)).status).toBe(403)
})
