import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { encode } from '../../../../src/mesos/messages/codec/index.ts'
import { Call, CallType } from '../../../../src/mesos/messages/master-call.ts'
import { sampleOf, samples } from './bad-input/operator-samples.ts'
import { lenient, type Spoilt, withoutRequired, withWrongTypes } from './bad-input/spoilt.ts'
import { type Answered, startLeader, type TestLeader } from './leader.ts'
import { populated } from './populated.ts'

const json = { 'content-type': 'application/json' }
const proto = { 'content-type': 'application/x-protobuf', accept: 'application/x-protobuf' }

const start = (state: MasterState = populated()) =>
  startLeader(state, { files: { '/master/log': import.meta.filename } })

let leader: TestLeader
let untouched: MasterState
beforeAll(async () => {
  untouched = populated()
  leader = await start(untouched)
})
afterAll(() => leader.close())

const call = (body: unknown, to = leader) => to.ask('POST', '/api/v1', json, Buffer.from(JSON.stringify(body)))
const bytes = (body: Uint8Array) => leader.ask('POST', '/api/v1', proto, Buffer.from(body))

const complaint = ({ what, field }: Spoilt, { status, body }: Answered): string[] =>
  status === 400 && body.includes(field) ? [] : [`${what}: ${status} ${body.toString().slice(0, 200)}`]

it('has a sample of every call', () =>
  expect(samples.map(({ type }) => type as string).sort()).toEqual(
    Object.keys(CallType.numbers)
      .filter(type => type !== 'UNKNOWN' && type !== 'SUBSCRIBE')
      .sort(),
  ))

/** They undo what is not done here; test/daemons/master/scripts has their histories. */
const later = new Set(['STOP_MAINTENANCE', 'REACTIVATE_AGENT'])

it.each(samples.filter(({ type }) => !later.has(type!)).map(sample => [sample.type!, sample] as const))(
  '%s is good as it stands: what is refused below is refused for its fault',
  async (_, sample) => {
    const own = await start()
    const { status, body } = await call(sample, own)
    await own.close()
    expect([status < 300, status < 300 || body.toString()]).toEqual([true, true])
  },
)

describe.each(samples.map(sample => [sample.type!, sample] as const))('%s', (type, sample) => {
  it('without a required field', async () => {
    const complaints: string[] = []
    for (const spoilt of withoutRequired(Call, sample)) {
      complaints.push(...complaint(spoilt, await call(spoilt.json)))
      complaints.push(...complaint(spoilt, await bytes(encode(lenient(Call), spoilt.json))))
    }
    expect(complaints).toEqual([])
  })

  it('with a field of another type', async () => {
    const complaints: string[] = []
    for (const spoilt of withWrongTypes(Call, sample)) complaints.push(...complaint(spoilt, await call(spoilt.json)))
    expect(complaints).toEqual([])
  })

  it('without what it is about', async () => {
    const part = type.toLowerCase()
    if (!(part in sample)) return
    const bare = await call({ type })
    expect([bare.status, bare.body.toString()]).toEqual([400, expect.stringContaining(part)])
    expect((await bytes(encode(Call, { type }))).status).toBe(400)
  })

  it('cut off', async () => {
    const whole = encode(Call, sample)
    expect((await bytes(whole.subarray(0, whole.length - 1))).status).toBe(400)
    const text = JSON.stringify(sample)
    expect((await leader.ask('POST', '/api/v1', json, Buffer.from(text.slice(0, -1)))).status).toBe(400)
  })
})

const agent_id = { value: 'nobody' }
const sample = <K extends keyof Call>(type: string, key: K): NonNullable<Call[K]> => sampleOf(type)[key]!
const reserve = sample('RESERVE_RESOURCES', 'reserve_resources')
const [cpu] = reserve.resources!
const create = sample('CREATE_VOLUMES', 'create_volumes')
const destroy = sample('DESTROY_VOLUMES', 'destroy_volumes')
const [volume] = destroy.volumes!
const grow = sample('GROW_VOLUME', 'grow_volume')
const shrink = sample('SHRINK_VOLUME', 'shrink_volume')
const quota = (config: object, force = false) => ({ force, quota_configs: [{ role: 'r', ...config }] })
const legacy = (request: object) => ({
  quota_request: { role: 'r', guarantee: [{ ...cpu, reservations: [] }], ...request },
})
const weights = (...weight_infos: object[]) => ({ weight_infos })
/** More than one write of the registry holds. */
const many = Array.from({ length: 5001 }, (_, i) => `r${i}`)
const limits = (value: unknown) => quota({ limits: { cpus: { value } } })

/** Call, body, status, a word of the answer. */
const table: readonly (readonly [string, unknown, number, string])[] = [
  ['UNKNOWN', undefined, 501, ''],
  ['NO_SUCH_CALL', undefined, 400, 'type'],
  ['TEARDOWN', { framework_id: { value: 'nobody' } }, 400, 'framework'],
  ['MARK_AGENT_GONE', { agent_id }, 404, 'nobody'],
  ['DRAIN_AGENT', { agent_id }, 400, 'agent'],
  ['DEACTIVATE_AGENT', { agent_id }, 400, 'agent'],
  ['REACTIVATE_AGENT', { agent_id }, 400, 'not deactivated'],
  ['LIST_FILES', { path: '/nowhere' }, 404, ''],
  ['READ_FILE', { path: '/nowhere', offset: 0 }, 404, ''],
  ['START_MAINTENANCE', { machines: [{ hostname: 'unscheduled' }] }, 400, 'unscheduled'],
  ['STOP_MAINTENANCE', { machines: [{ hostname: 'secret-host', ip: '10.0.0.9' }] }, 400, 'DOWN'],

  ['UPDATE_WEIGHTS', weights({ role: 'r', weight: 0 }), 400, 'above 0'],
  ['UPDATE_WEIGHTS', weights({ role: 'r', weight: -1 }), 400, 'above 0'],
  ['UPDATE_WEIGHTS', weights({ role: 'r', weight: 'Infinity' }), 400, 'above 0'],
  ['UPDATE_WEIGHTS', weights({ weight: 1 }), 400, 'empty'],
  ['UPDATE_WEIGHTS', weights({ role: 'a//b', weight: 1 }), 400, 'a//b'],

  ['RESERVE_RESOURCES', { ...reserve, agent_id }, 400, 'nobody'],
  ['RESERVE_RESOURCES', { ...reserve, resources: [] }, 400, 'no resources'],
  ['RESERVE_RESOURCES', { ...reserve, resources: [{ ...cpu, reservations: [] }] }, 400, 'not reserved'],
  ['RESERVE_RESOURCES', { ...reserve, resources: [{ ...cpu, allocation_info: { role: 'r' } }] }, 400, 'allocated'],
  ['RESERVE_RESOURCES', { ...reserve, resources: [{ ...cpu, scalar: { value: -1 } }] }, 400, 'below zero'],
  ['RESERVE_RESOURCES', { ...reserve, resources: [{ ...cpu, scalar: { value: 99 } }] }, 409, 'does not contain'],
  ['RESERVE_RESOURCES', { ...reserve, resources: [{ ...cpu, scalar: { value: 4 } }] }, 409, 'does not contain'],
  ['RESERVE_RESOURCES', { ...reserve, resources: [{ ...cpu, revocable: {} }] }, 400, 'revocable'],
  ['RESERVE_RESOURCES', { ...reserve, resources: [volume] }, 400, 'persistent volume'],
  ['RESERVE_RESOURCES', { ...reserve, source: [{ ...cpu, scalar: { value: 2 } }] }, 400, 'other amounts'],
  ['UNRESERVE_RESOURCES', { ...reserve, agent_id }, 400, 'nobody'],
  ['UNRESERVE_RESOURCES', reserve, 409, 'does not contain'],
  ['UNRESERVE_RESOURCES', { ...reserve, resources: [volume] }, 400, 'destroyed first'],
  ['CREATE_VOLUMES', { ...create, agent_id }, 400, 'nobody'],
  ['CREATE_VOLUMES', { ...create, volumes: [] }, 400, 'no resources'],
  ['CREATE_VOLUMES', { ...create, volumes: [cpu] }, 400, 'not a persistent volume'],
  ['CREATE_VOLUMES', { ...create, volumes: [volume] }, 400, 'already'],
  [
    'CREATE_VOLUMES',
    { ...create, volumes: [{ ...create.volumes![0], scalar: { value: 99 } }] },
    409,
    'does not contain',
  ],
  ['DESTROY_VOLUMES', { ...destroy, agent_id }, 400, 'nobody'],
  ['DESTROY_VOLUMES', { ...destroy, volumes: create.volumes }, 400, 'no such volume'],
  ['GROW_VOLUME', { ...grow, agent_id: undefined }, 400, 'agent_id'],
  ['GROW_VOLUME', { ...grow, agent_id }, 400, 'nobody'],
  ['GROW_VOLUME', { ...grow, volume: cpu }, 400, 'not a persistent volume'],
  ['GROW_VOLUME', { ...grow, addition: { ...grow.addition, scalar: { value: 0 } } }, 400, 'nothing'],
  ['GROW_VOLUME', { ...grow, addition: cpu }, 400, 'kind of disk'],
  ['GROW_VOLUME', { ...grow, addition: { ...grow.addition, scalar: { value: 99 } } }, 409, 'does not contain'],
  ['SHRINK_VOLUME', { ...shrink, agent_id: undefined }, 400, 'agent_id'],
  ['SHRINK_VOLUME', { ...shrink, agent_id }, 400, 'nobody'],
  ['SHRINK_VOLUME', { ...shrink, subtract: { value: 8 } }, 400, 'left'],
  ['SHRINK_VOLUME', { ...shrink, subtract: { value: 0 } }, 400, 'nothing'],

  ['UPDATE_QUOTA', quota({ role: '' }), 400, 'empty'],
  ['UPDATE_QUOTA', quota({ role: 'a/b' }), 400, 'a/b'],
  ['UPDATE_QUOTA', quota({ role: '-a' }), 400, '-a'],
  ['UPDATE_QUOTA', limits(-1), 400, 'below zero'],
  ['UPDATE_QUOTA', limits('Infinity'), 400, 'above'],
  ['UPDATE_QUOTA', limits(1e-310), 400, 'small'],
  ['UPDATE_QUOTA', limits(1e12 + 1), 400, 'above'],
  ['UPDATE_QUOTA', quota({ limits: { mem: { value: 1024 ** 4 + 1 } } }), 400, 'above'],
  ['UPDATE_QUOTA', quota({ guarantees: { cpus: { value: 2 } }, limits: { cpus: { value: 1 } } }, true), 400, 'limit'],
  ['UPDATE_QUOTA', quota({ guarantees: { cpus: { value: 5 } } }), 400, 'the cluster has cpus:4'],
  ['UPDATE_QUOTA', quota({ role: 'secret-role', limits: { cpus: { value: 0.5 } } }), 400, 'holds cpus:1'],
  ['UPDATE_QUOTA', quota({ role: 'secret-role', limits: { disk: { value: 1 } } }), 400, 'disk:32'],
  ['SET_QUOTA', legacy({ role: '' }), 400, 'empty'],
  ['SET_QUOTA', legacy({ role: 'a/b' }), 400, 'a/b'],
  ['SET_QUOTA', legacy({ role: 'secret-role' }), 400, 'already'],
  ['SET_QUOTA', legacy({ guarantee: [] }), 400, 'nothing'],
  ['SET_QUOTA', legacy({ guarantee: [cpu] }), 400, 'reserved'],
  ['SET_QUOTA', legacy({ guarantee: [{ ...cpu, reservations: [], revocable: {} }] }), 400, 'revocable'],
  ['SET_QUOTA', legacy({ guarantee: [{ ...volume, reservations: [] }] }), 400, 'volume'],
  ['SET_QUOTA', legacy({ guarantee: [1, 2].map(() => ({ ...cpu, reservations: [] })) }), 400, 'twice'],
  ['SET_QUOTA', legacy({ guarantee: [{ name: 'ports', type: 'RANGES', ranges: {} }] }), 400, 'scalar'],
  ['SET_QUOTA', legacy({ guarantee: [{ ...cpu, reservations: [], scalar: { value: 99 } }] }), 409, 'the cluster has'],
  ['UPDATE_WEIGHTS', weights({ role: 'r'.repeat(501), weight: 1 }), 400, 'longer than 500'],
  ['UPDATE_WEIGHTS', weights(...many.map(role => ({ role, weight: 1 }))), 400, 'at most 5000'],
  ['UPDATE_QUOTA', quota({ role: 'r'.repeat(501), limits: { cpus: { value: 1 } } }), 400, 'longer than 500'],
  ['UPDATE_QUOTA', { quota_configs: many.map(role => ({ role })) }, 400, 'at most 5000'],
  [
    'UPDATE_QUOTA',
    quota({ limits: Object.fromEntries(many.map(name => [`${name}${'x'.repeat(100)}`, { value: 1 }])) }),
    400,
    'bytes',
  ],
  [
    'SET_QUOTA',
    legacy({ role: 'r'.repeat(501), force: true, guarantee: [{ ...cpu, reservations: [] }] }),
    400,
    'longer than 500',
  ],
  ['REMOVE_QUOTA', { role: 'nobody' }, 400, 'nobody'],
]

it.each(table.map(([type, body, ...rest]) => [type, JSON.stringify(body ?? '').slice(0, 120), body, ...rest] as const))(
  '%s %s',
  async (type, _, body, status, word) => {
    const answer = await call({ type, [type.toLowerCase()]: body })
    expect([answer.status, answer.body.toString()]).toEqual([status, expect.stringContaining(word)])
  },
)

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
const form = (fields: object) =>
  new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, text(value)])).toString()
const slaveId = 'M-S0'

/** Method, path, body, status, a word of the answer. */
const endpoints: readonly (readonly [string, string, string, number, string])[] = [
  ['POST', '/quota', 'x', 400, 'x'],
  ['POST', '/quota', '[]', 400, 'object'],
  ['POST', '/quota', '{}', 400, 'empty'],
  ['POST', '/quota/r', '{}', 400, '/quota'],
  ['PUT', '/quota', '{}', 405, 'POST'],
  ['DELETE', '/quota', '', 400, 'role'],
  ['DELETE', '/quota/nobody', '', 400, 'nobody'],
  ['PUT', '/weights', 'x', 400, 'x'],
  ['PUT', '/weights', '{}', 400, 'array'],
  ['PUT', '/weights', '[{}]', 400, 'weight'],
  ['PUT', '/weights', '[{"role":"r","weight":0}]', 400, 'above 0'],
  ['POST', '/weights', '[]', 405, 'PUT'],
  ['GET', '/reserve', '', 405, 'POST'],
  ['POST', '/reserve', '', 400, 'slaveId'],
  ['POST', '/reserve', form({ slaveId }), 400, 'resources'],
  ['POST', '/reserve', form({ slaveId, resources: 'x' }), 400, 'resources'],
  ['POST', '/reserve', form({ slaveId, resources: {} }), 400, 'array'],
  ['POST', '/reserve', form({ slaveId, resources: [{}] }), 400, 'name'],
  ['POST', '/reserve', form({ slaveId, resources: [cpu], source: 'x' }), 400, 'source'],
  ['POST', '/reserve', form({ slaveId: 'nobody', resources: [cpu] }), 400, 'nobody'],
  ['POST', '/unreserve', form({ slaveId, resources: [cpu] }), 409, 'does not contain'],
  ['POST', '/create-volumes', form({ slaveId }), 400, 'volumes'],
  ['POST', '/create-volumes', form({ slaveId, volumes: [volume] }), 400, 'already'],
  ['POST', '/destroy-volumes', form({ slaveId, volumes: [] }), 400, 'no resources'],
  ['POST', '/teardown', '', 400, 'frameworkId'],
  ['POST', '/teardown', 'frameworkId=nobody', 400, 'framework'],
]

it.each(endpoints)('%s %s %s: %i', async (method, path, body, status, word) => {
  const answer = await leader.ask(method, path, {}, Buffer.from(body))
  expect([answer.status, answer.body.toString()]).toEqual([status, expect.stringContaining(word)])
})

it('and nothing of it had an effect', () => {
  const fresh = populated()
  expect([...untouched.quotas]).toEqual([...fresh.quotas])
  expect([...untouched.weights]).toEqual([...fresh.weights])
  expect(untouched.agents.registered.get('M-S0')!.total).toEqual(fresh.agents.registered.get('M-S0')!.total)
  expect(untouched.maintenance.inForce.schedule).toEqual(fresh.maintenance.inForce.schedule)
})
