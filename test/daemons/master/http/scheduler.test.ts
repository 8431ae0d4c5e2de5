import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { masterInfo } from '../../../../src/daemons/master/master-info.ts'
import { decode, encode } from '../../../../src/mesos/messages/codec/index.ts'
import { Call, Event as SchedulerEvent } from '../../../../src/mesos/messages/scheduler.ts'
import { createRecordDecoder } from '../../../../src/mesos/recordio.ts'
import { capturedExchanges, capturesPresent } from '../../../mesos/captures.ts'
import { type SchedulerServer, startSchedulerServer } from './scheduler-server.ts'

let server: SchedulerServer
beforeEach(async () => {
  server = await startSchedulerServer()
})
afterEach(() => server.close())

const call = (made: object, headers: Record<string, string> = {}) => server.call(made, headers)
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
        const got = await server.ask(request.body?.text, headers, request.line.split(' ')[0])
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
  const other = await server.ask(encode(Call, subscription as Call), { 'content-type': proto, accept: proto })
  expect(other.headers['content-type']).toBe(proto)
  const [first] = createRecordDecoder().push(other.bytes)
  expect(decode(SchedulerEvent, first!).subscribed?.framework_id.value).toBe('M-0001')
})

it('a master that does not lead says who does', async () => {
  server.state.phase = 'recovering'
  expect((await call(subscription)).status).toBe(503)
  server.state.phase = 'standby'
  expect((await call(subscription)).status).toBe(503)
  server.post({
    kind: 'leader-detected',
    leader: masterInfo({ id: 'other', ip: '10.0.0.9', port: 6060, hostname: 'far', version: '1.11.0' }),
  })
  const got = await server.ask(undefined, {}, 'GET')
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
  server.principal = 'q'
  expect((await call({ framework_id: id, type: 'REVIVE' }, stream)).status).toBe(400)
  server.principal = 'p'
  expect((await call({ framework_id: id, type: 'REVIVE' }, stream)).status).toBe(202)
  const framework = server.state.frameworks.get(id.value)!
  framework.connected = false
  expect((await call({ framework_id: id, type: 'REVIVE' }, stream)).status).toBe(403)
  framework.connected = true
  framework.connection = { kind: 'pid', pid: 'scheduler@127.0.0.1:1' }
  expect((await call({ framework_id: id, type: 'REVIVE' }, stream)).status).toBe(403)
})
