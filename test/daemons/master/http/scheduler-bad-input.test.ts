import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encode } from '../../../../src/mesos/messages/codec/index.ts'
import { Call } from '../../../../src/mesos/messages/scheduler.ts'
import { samples } from './bad-input/samples.ts'
import { lenient, type Spoilt, withoutRequired, withWrongTypes } from './bad-input/spoilt.ts'
import { type Got, type SchedulerServer, startSchedulerServer } from './scheduler-server.ts'

const BODY_LIMIT = 100_000
const JSON_TYPE = 'application/json'
const PROTOBUF = 'application/x-protobuf'
const proto = { 'content-type': PROTOBUF, accept: PROTOBUF }
const stream = { 'mesos-stream-id': 'stream-1' }

let server: SchedulerServer
beforeAll(async () => {
  server = await startSchedulerServer(BODY_LIMIT)
  const framework_info = { user: 'u', name: 'f', principal: 'p', roles: ['a'], capabilities: [{ type: 'MULTI_ROLE' }] }
  const { status } = await server.call({ type: 'SUBSCRIBE', subscribe: { framework_info } })
  expect(status).toBe(200)
})
afterAll(() => server.close())

const complaint = ({ what, field }: Spoilt, { status, body }: Got): string[] =>
  status === 400 && body.includes(field) ? [] : [`${what}: ${status} ${body.slice(0, 200)}`]

describe.each(samples.map(sample => [sample.type!, sample] as const))('%s', (_, sample) => {
  it('is good as it stands: what is refused below is refused for its fault', async () => {
    const headers = sample.type === 'SUBSCRIBE' ? { 'mesos-stream-id': 'x' } : stream
    const { status, body } = await server.call(
      sample.type === 'TEARDOWN' ? { ...sample, type: 'REVIVE' } : sample,
      headers,
    )
    if (sample.type === 'SUBSCRIBE') expect([status, body]).toEqual([400, expect.stringContaining('Mesos-Stream-Id')])
    else if (sample.type === 'UPDATE_FRAMEWORK')
      expect([status, body]).toEqual([400, expect.stringContaining('checkpoint')])
    else expect([status, body]).toEqual([202, ''])
  })

  it('without a required field, in JSON', async () => {
    const complaints: string[] = []
    for (const spoilt of withoutRequired(Call, sample)) {
      complaints.push(...complaint(spoilt, await server.call(spoilt.json, stream)))
    }
    expect(complaints).toEqual([])
  })

  it('without a required field, in protobuf', async () => {
    const complaints: string[] = []
    for (const spoilt of withoutRequired(Call, sample)) {
      const bytes = encode(lenient(Call), spoilt.json)
      complaints.push(...complaint(spoilt, await server.ask(bytes, { ...proto, ...stream })))
    }
    expect(complaints).toEqual([])
  })

  it('with a field of another type', async () => {
    const complaints: string[] = []
    for (const spoilt of withWrongTypes(Call, sample)) {
      complaints.push(...complaint(spoilt, await server.call(spoilt.json, stream)))
    }
    expect(complaints).toEqual([])
  })

  it('cut off', async () => {
    const whole = encode(Call, sample)
    const bytes = await server.ask(whole.subarray(0, whole.length - 1), { ...proto, ...stream })
    expect([bytes.status, bytes.body]).toEqual([400, expect.stringContaining('Call')])
    const text = JSON.stringify(sample).slice(0, -1)
    const json = await server.ask(text, { 'content-type': JSON_TYPE, ...stream })
    expect([json.status, json.body]).toEqual([400, expect.stringContaining('JSON')])
  })

  it('without what its type is about', async () => {
    const key = sample.type!.toLowerCase()
    const bodyless = sample.type === 'TEARDOWN' || sample.type === 'REVIVE' || sample.type === 'SUPPRESS'
    if (bodyless) return // these need none
    const { status, body } = await server.call({ ...sample, [key]: undefined }, stream)
    expect([status, body]).toEqual([400, expect.stringContaining(key)])
  })

  it('of a framework that nobody knows, or of none', async () => {
    if (sample.type === 'SUBSCRIBE') return // may be new, or come before its agents
    const framework_id = { value: 'nobody' }
    const info = sample.update_framework?.framework_info
    const made = {
      ...sample,
      framework_id,
      ...(info && { update_framework: { framework_info: { ...info, id: framework_id } } }),
    }
    const unknown = await server.call(made, stream)
    expect([unknown.status, unknown.body]).toEqual([400, 'Framework cannot be found'])
    const none = await server.call({ ...sample, framework_id: undefined }, stream)
    expect([none.status, none.body]).toEqual([400, expect.stringContaining('framework_id')])
  })
})

const framework_id = { value: 'M-0000' }
const revive = { type: 'REVIVE', framework_id }
const long = 'x'.repeat(256)
const info = { user: 'u', name: 'f' }
const subscription = (change: object, beside: object = {}) => ({
  type: 'SUBSCRIBE',
  subscribe: { framework_info: { ...info, ...change }, ...beside },
})
const multi = { capabilities: [{ type: 'MULTI_ROLE' }] }
const json = { 'content-type': JSON_TYPE }
const acknowledge = { agent_id: { value: 'S' }, task_id: { value: 't' } }

/** What is wrong, the body, headers, the status, and words of the answer. */
type Case = readonly [string, unknown, Readonly<Record<string, string>>, number, string]

const headers: readonly Case[] = [
  ['no content type', revive, { ...stream }, 400, 'Content-Type'],
  ['another content type', revive, { 'content-type': 'text/plain', ...stream }, 415, JSON_TYPE],
  [
    'a content type with parameters',
    revive,
    { 'content-type': `${JSON_TYPE}; charset=utf-8`, ...stream },
    415,
    PROTOBUF,
  ],
  ['a content type of streams', revive, { 'content-type': 'application/recordio', ...stream }, 415, JSON_TYPE],
  ['JSON that is said to be protobuf', revive, { ...proto, ...stream }, 400, 'Call'],
  ['no stream id', revive, json, 400, 'Mesos-Stream-Id'],
  ['an empty stream id', revive, { ...json, 'mesos-stream-id': '' }, 400, "''"],
  ['a stream id that is none', revive, { ...json, 'mesos-stream-id': 'stream-9' }, 400, 'stream-9'],
  ['a stream id of 10,000 bytes', revive, { ...json, 'mesos-stream-id': 'x'.repeat(10_000) }, 400, 'stream ID'],
  ['nothing acceptable to a subscription', subscription({}), { ...json, accept: 'text/html' }, 406, PROTOBUF],
  [
    'nothing acceptable to RECONCILE_OPERATIONS',
    { type: 'RECONCILE_OPERATIONS', framework_id, reconcile_operations: {} },
    { ...json, ...stream, accept: 'text/html' },
    406,
    JSON_TYPE,
  ],
]

const bodies: readonly Case[] = [
  ['nothing', '', { ...json, ...stream }, 400, 'JSON'],
  ['no JSON', '{', { ...json, ...stream }, 400, 'JSON'],
  ['a list', [], { ...json, ...stream }, 400, 'object'],
  ['a text', '"REVIVE"', { ...json, ...stream }, 400, 'object'],
  ['null', 'null', { ...json, ...stream }, 400, 'object'],
  ['no type', { framework_id }, { ...json, ...stream }, 400, 'type'],
  ['a type that nobody knows', { type: 'DANCE', framework_id }, { ...json, ...stream }, 400, 'type'],
  ['a type in small letters', { type: 'revive', framework_id }, { ...json, ...stream }, 400, 'type'],
  ['type UNKNOWN', { type: 'UNKNOWN', framework_id }, { ...json, ...stream }, 501, 'UNKNOWN'],
  ['names in camelCase', { type: 'REVIVE', frameworkId: framework_id }, { ...json, ...stream }, 400, 'framework_id'],
  ['a uuid of 15 bytes', ack(Buffer.alloc(15)), { ...json, ...stream }, 400, '16 bytes'],
  ['a uuid of 17 bytes', ack(Buffer.alloc(17)), { ...json, ...stream }, 400, '16 bytes'],
  ['no uuid at all', ack(Buffer.alloc(0)), { ...json, ...stream }, 400, '16 bytes'],
  [
    'an operation acknowledged with half a uuid',
    {
      type: 'ACKNOWLEDGE_OPERATION_STATUS',
      framework_id,
      acknowledge_operation_status: { agent_id: { value: 'S' }, uuid: 'AAAA', operation_id: { value: 'r' } },
    },
    { ...json, ...stream },
    400,
    '16 bytes',
  ],
  [
    'an operation acknowledged of no agent',
    {
      type: 'ACKNOWLEDGE_OPERATION_STATUS',
      framework_id,
      acknowledge_operation_status: { uuid: Buffer.alloc(16).toString('base64'), operation_id: { value: 'r' } },
    },
    { ...json, ...stream },
    400,
    'agent_id',
  ],
  ['an id that is too long', { type: 'REVIVE', framework_id: { value: long } }, { ...json, ...stream }, 400, '255'],
  ['an empty id', { type: 'REVIVE', framework_id: { value: '' } }, { ...json, ...stream }, 400, 'empty'],
  [
    'UPDATE_FRAMEWORK of another',
    {
      type: 'UPDATE_FRAMEWORK',
      framework_id,
      update_framework: { framework_info: { ...info, id: { value: 'M-0001' } } },
    },
    { ...json, ...stream },
    400,
    'framework_info.id',
  ],
  ...updates([
    [{ user: 'v' }, 'user'],
    [{ checkpoint: true }, 'checkpoint'],
    [{ principal: 'q' }, 'principal'],
    [{ principal: undefined }, 'principal'],
    [{ roles: ['a/'] }, "'a/'"],
    [{ failover_timeout: 1e300 }, 'failover_timeout'],
  ]),
  [
    'UPDATE_FRAMEWORK with a foreign role suppressed',
    update({}, { suppressed_roles: ['b'] }),
    { ...json, ...stream },
    400,
    "'b'",
  ],
  [
    'UPDATE_FRAMEWORK with constraints of a foreign role',
    update({}, { offer_constraints: { role_constraints: { b: {} } } }),
    { ...json, ...stream },
    400,
    "'b'",
  ],
  ['SUBSCRIBE with ids that differ', { ...subscription({ id: { value: 'x' } }), framework_id }, json, 400, 'differ'],
  ['SUBSCRIBE with a stream id', subscription({}), { ...json, ...stream }, 400, 'Mesos-Stream-Id'],
]

/** The stream is open when Mesos looks at these: they are 200, and one ERROR event in it. */
const refusals: readonly Case[] = [
  ['a role with MULTI_ROLE', subscription({ role: 'a', ...multi }), json, 200, 'MULTI_ROLE'],
  ['roles without MULTI_ROLE', subscription({ roles: ['a'] }), json, 200, 'MULTI_ROLE'],
  ['a role twice', subscription({ roles: ['a', 'a'], ...multi }), json, 200, 'twice'],
  ['a role with a blank', subscription({ role: 'a b' }), json, 200, 'white space'],
  ['a role that begins with a dash', subscription({ role: '-a' }), json, 200, "'-'"],
  ['an empty role', subscription({ role: '' }), json, 200, 'empty'],
  ['an id with a slash', named('x/y'), json, 200, 'slash'],
  ['an id of 256 bytes', named(long), json, 200, '255'],
  ['the id ..', named('..'), json, 200, "'..'"],
  ['a failover_timeout beyond all time', subscription({ failover_timeout: 1e12 }), json, 200, 'failover_timeout'],
  ['a minimum below zero', subscription(minimum(-1)), json, 200, 'offer_filters'],
  ['a minimum without end', subscription(minimum('Infinity')), json, 200, 'offer_filters'],
  ['a foreign role suppressed', subscription({}, { suppressed_roles: ['b'] }), json, 200, "'b'"],
  ['constraints of a foreign role', constrained({ b: { groups: [] } }), json, 200, "'b'"],
  ['no group of constraints', constrained({ '*': {} }), json, 200, 'group'],
  ['an empty group of constraints', constrained({ '*': { groups: [{}] } }), json, 200, 'constraint'],
  ['a regex that is none', constrained({ '*': { groups: [matching('(')] } }), json, 200, "'*'"],
  ['a regex of great size', constrained({ '*': { groups: [matching('(a{50}){50}')] } }), json, 200, "'*'"],
  ['another principal than before', { ...named('M-0000', { principal: 'q' }) }, json, 200, 'principal'],
]

describe.each([
  ['headers', headers],
  ['bodies', bodies],
  ['subscriptions that are refused', refusals],
] as const)('%s', (_, cases) => {
  it.each(cases)('%s', async (_what, body, sent, status, words) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const got = await server.ask(text, sent)
    expect([got.status, got.body]).toEqual([status, expect.stringContaining(words)])
    expect(got.body.includes('"type":"ERROR"')).toBe(status === 200)
  })
})

it('a body over the limit is refused before it comes', async () => {
  const got = await server.ask(undefined, { ...json, ...stream, 'content-length': String(BODY_LIMIT + 1) })
  expect(got.status).toBe(413)
})

it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('%s is not allowed', async method => {
  const got = await server.ask(undefined, stream, method)
  expect([got.status, got.headers.allow]).toEqual([405, 'POST'])
})

describe('who is another', () => {
  it('may not speak for a framework, nor subscribe in the name of another', async () => {
    server.principal = 'q'
    const spoken = await server.call(revive, stream)
    const subscribed = await server.call(subscription({ principal: 'p' }))
    server.principal = undefined
    expect([spoken.status, spoken.body]).toEqual([400, expect.stringContaining("'p'")])
    expect([subscribed.status, subscribed.body]).toEqual([400, expect.stringContaining("'q'")])
  })
})

/** What is good as a call, but means nobody who is there: Mesos takes it, and drops it or says so in the stream. */
it.each([
  { type: 'DECLINE', decline: { offer_ids: [{ value: 'none' }], filters: { refuse_seconds: -1 } } },
  { type: 'DECLINE', decline: { offer_ids: [{ value: 'none' }], filters: { refuse_seconds: 'Infinity' } } },
  { type: 'ACCEPT', accept: { offer_ids: [{ value: 'none' }] } },
  { type: 'ACCEPT', accept: {} },
  { type: 'ACCEPT_INVERSE_OFFERS', accept_inverse_offers: { inverse_offer_ids: [{ value: 'none' }] } },
  { type: 'DECLINE_INVERSE_OFFERS', decline_inverse_offers: {} },
  { type: 'REVIVE', revive: { roles: ['another'] } },
  { type: 'SUPPRESS', suppress: { roles: ['not a role'] } },
  { type: 'KILL', kill: { task_id: { value: 'none' }, agent_id: { value: 'none' } } },
  { type: 'SHUTDOWN', shutdown: { executor_id: { value: 'none' }, agent_id: { value: 'none' } } },
  { type: 'ACKNOWLEDGE', acknowledge: { ...acknowledge, uuid: Buffer.alloc(16).toString('base64') } },
  { type: 'RECONCILE', reconcile: { tasks: [{ task_id: { value: 'none' }, agent_id: { value: 'none' } }] } },
  { type: 'RECONCILE_OPERATIONS', reconcile_operations: { operations: [{ operation_id: { value: 'none' } }] } },
  { type: 'MESSAGE', message: { agent_id: { value: 'none' }, executor_id: { value: 'none' }, data: '' } },
])('%j is accepted', async made => {
  const got = await server.call({ framework_id, ...made }, stream)
  expect([got.status, got.body]).toEqual([202, ''])
})

function ack(bytes: Buffer) {
  return { type: 'ACKNOWLEDGE', framework_id, acknowledge: { ...acknowledge, uuid: bytes.toString('base64') } }
}

function update(change: object, beside: object = {}) {
  const framework_info = { ...info, principal: 'p', roles: ['a'], ...multi, id: framework_id, ...change }
  return { type: 'UPDATE_FRAMEWORK', framework_id, update_framework: { framework_info, ...beside } }
}

function updates(changes: readonly (readonly [object, string])[]): Case[] {
  return changes.map(([change, words]) => [
    `UPDATE_FRAMEWORK to ${JSON.stringify(change)}`,
    update(change),
    { ...json, ...stream },
    400,
    words,
  ])
}

function named(value: string, change: object = {}) {
  return { ...subscription({ ...change, id: { value } }), framework_id: { value } }
}

function minimum(value: number | string) {
  const quantities = { quantities: { cpus: { value } } }
  return { offer_filters: { '*': { min_allocatable_resources: { quantities: [quantities] } } } }
}

function constrained(role_constraints: object) {
  return subscription({}, { offer_constraints: { role_constraints } })
}

function matching(regex: string) {
  return { attribute_constraints: [{ selector: { attribute_name: 'a' }, predicate: { text_matches: { regex } } }] }
}
